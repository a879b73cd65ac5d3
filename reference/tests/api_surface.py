"""Compares the engine's names with those of TensorRT 8.6.1; `python reference/tests/api_surface.py` prints the table.

Every member of a class that is in scope counts, inherited ones too, and so does every enumerator. A
property is there if it can be read, and assigned where TensorRT's can; a method if it takes the
arguments of every overload by their names and in their order, with a default where TensorRT has one.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dynshape_reference as trt

FACTS = json.loads((Path(__file__).parent / "data" / "tensorrt_8_6_1.json").read_text())

OUT_OF_SCOPE = {
    "plugins": (
        "FallbackString FieldCollection FieldMap FieldType IPluginCreator IPluginRegistry IPluginV2 IPluginV2Ext "
        "IPluginV2Layer PluginField PluginFieldCollection PluginFieldCollection_ PluginFieldType "
        "get_builder_plugin_registry get_plugin_registry init_libnvinfer_plugins"
    ),
    "parsers": (
        "CaffeParser ErrorCode IBlobNameToTensor ICaffePluginFactoryV2 NodeIndices OnnxParser OnnxParserFlag "
        "ParserError SubGraphCollection UffInputOrder UffParser get_nv_onnx_parser_version shutdown_protobuf_library"
    ),
    "RNNv2": "IRNNv2Layer RNNDirection RNNGateType RNNInputMode RNNOperation",
    "algorithm selectors": "IAlgorithm IAlgorithmContext IAlgorithmIOInfo IAlgorithmSelector IAlgorithmVariant",
    "refitter": "Refitter WeightsRole",
    "GPU allocators": "AllocatorFlag IGpuAllocator",
    "leftovers of the module's own code": "attr common_enter common_exit value",
}
"""Names of the module that the engine leaves out, by reason."""

ALLOWED = {
    "INetworkDefinition.add_plugin_v2": "plugins are out of scope; AttributeError says so",
    "INetworkDefinition.add_rnn_v2": "RNNv2 is out of scope; AttributeError says so",
}
"""Members that are missing although their class is in scope, with the reason."""

REFUSING = {
    "Builder.get_plugin_registry": "plugins",
    "Builder.gpu_allocator": "GPU allocators",
    "IBuilderConfig.algorithm_selector": "algorithm selectors",
    "IBuilderConfig.plugins_to_serialize": "plugins",
    "IExecutionContext.temporary_allocator": "GPU allocators",
    "INetworkDefinition.set_weights_name": "refitter",
    "Runtime.get_plugin_registry": "plugins",
    "Runtime.gpu_allocator": "GPU allocators",
    "Runtime.load_runtime": "lean runtimes are libraries of TensorRT",
}
"""Members that are there and refuse their use, because what they are for is out of scope."""

CHAPTER = [
    *("Builder", "Dims", "Dims2", "Dims3", "Dims4", "DimsHW", "ICudaEngine", "IExecutionContext", "IHostMemory"),
    *("IInt8Calibrator", "IInt8EntropyCalibrator", "IInt8EntropyCalibrator2", "IInt8LegacyCalibrator"),
    *("IInt8MinMaxCalibrator", "IOptimizationProfile", "IOutputAllocator", "ITensor", "Runtime"),
    *("IShapeLayer", "IShuffleLayer", "ISliceLayer", "IFillLayer", "IResizeLayer"),
]
"""Classes that concern the chapter: everything in them has to be there."""


@dataclass
class Row:
    """What was compared of one name of the module."""

    name: str
    wanted: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    """What is missing, with the difference."""


def compare() -> list[Row]:
    """All names in scope."""
    skipped = {name for names in OUT_OF_SCOPE.values() for name in names.split()}
    rows = []
    for name, facts in FACTS["classes"].items():
        if name not in skipped:
            rows.append(_compare_class(name, facts))
    for name, members in FACTS["enums"].items():
        if name not in skipped:
            rows.append(_compare_enum(name, members))
    for name in (*FACTS["functions"], *FACTS["values"]):
        if name not in skipped:
            rows.append(Row(name, 1, {} if hasattr(trt, name) else {name: "no such name"}))
    return rows


def _compare_class(name: str, facts: dict[str, Any]) -> Row:
    row = Row(name, len(facts["members"]))
    owner = getattr(trt, name, None)
    if not isinstance(owner, type):
        row.missing = {f"{name}.{member}": "no such class" for member in facts["members"]}
        return row
    for member, kind in facts["members"].items():
        difference = _compare_member(owner, member, kind)
        if difference:
            row.missing[f"{name}.{member}"] = difference
    for base in facts["bases"]:
        parent = getattr(trt, base, None)
        if not (isinstance(parent, type) and issubclass(owner, parent)):
            row.missing[f"{name}({base})"] = "not derived from it"
    return row


def _compare_enum(name: str, members: dict[str, int]) -> Row:
    owner = getattr(trt, name, None)
    found = {member: int(value) for member, value in getattr(owner, "__members__", {}).items()}
    wrong = {
        f"{name}.{member}": f"{found.get(member)}" for member, value in members.items() if found.get(member) != value
    }
    return Row(name, len(members), wrong)


def _compare_member(owner: type, member: str, kind: Any) -> str | None:
    if not hasattr(owner, member):
        return "no such member"
    if kind in ("r", "rw"):
        found = getattr(owner, member)
        if kind == "rw" and isinstance(found, property) and found.fset is None:
            return "can't be assigned"
        if kind == "r" and not _is_read_only(found):
            return "can be assigned"
        return None
    if kind == "value":
        return None
    if not callable(getattr(owner, member)):
        return "can't be called"
    return None if kind == "method" else _compare_arguments(getattr(owner, member), kind)


def _is_read_only(found: Any) -> bool:
    # A constant of the class, such as MAX_DIMS, is no property, and nobody assigns it.
    return found.fset is None if isinstance(found, property) else not hasattr(found, "__set__")


def _compare_arguments(method: Any, overloads: list[list[str]]) -> str | None:
    try:
        parameters = [p for p in inspect.signature(method).parameters.values() if p.name != "self"]
    except ValueError:
        return None
    for overload in overloads:
        difference = _compare_overload(parameters, overload)
        if difference:
            return difference
    return None


def _compare_overload(parameters: list[inspect.Parameter], overload: list[str]) -> str | None:
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    names = [p.name for p in parameters]
    given = [argument.rstrip("?") for argument in overload]
    for argument, name in zip(overload, given, strict=True):
        if name.startswith("arg"):
            continue
        if name not in names:
            return f"no argument {name}"
        if argument.endswith("?") and parameters[names.index(name)].default is inspect.Parameter.empty:
            return f"no default for {name}"
    extra = [p.name for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    if len(extra) > len(given):
        return f"more arguments are asked for: {', '.join(extra)}"
    order = [name for name in given if name in [p.name for p in positional]]
    if order != [p.name for p in positional if p.name in order]:
        return f"arguments in another order: {', '.join(names)}"
    return None


def table(rows: list[Row]) -> Iterator[str]:
    """The comparison, one line for each kind of name and one for each that is missing."""
    groups = {
        "classes of the chapter": [row for row in rows if row.name in CHAPTER],
        "layers": [
            row for row in rows if "Layer" in row.name and row.name in FACTS["classes"] and row.name not in CHAPTER
        ],
        "enumerations": [row for row in rows if row.name in FACTS["enums"]],
    }
    seen = {row.name for group in groups.values() for row in group}
    groups["all other"] = [row for row in rows if row.name not in seen]
    groups["sum"] = rows
    yield f"{'':24}{'in scope':>10}{'present':>10}{'missing':>10}"
    for title, group in groups.items():
        wanted, missing = sum(row.wanted for row in group), sum(len(row.missing) for row in group)
        yield f"{title:24}{wanted:>10}{wanted - missing:>10}{missing:>10}"
    yield f"out of scope: {sum(len(names.split()) for names in OUT_OF_SCOPE.values())} of {_names()} names"
    for row in rows:
        for member, difference in row.missing.items():
            yield f"{member}: {difference} ({ALLOWED.get(member, 'NOT ALLOWED')})"


def _names() -> int:
    return sum(len(FACTS[kind]) for kind in ("classes", "enums", "functions", "values"))


if __name__ == "__main__":
    print(*table(compare()), sep="\n")
