"""The names of the engine are those of TensorRT 8.6.1, apart from what is left out for a reason."""

from __future__ import annotations

import inspect

import api_surface
import dynshape_reference as trt
import numpy as np
import pytest
from dynshape_reference.out_of_scope import NAMES_LEFT_OUT
from reference_harness import Net


@pytest.fixture(scope="module")
def rows():
    return api_surface.compare()


def test_nothing_is_missing_without_a_reason(rows):
    print("\n", *api_surface.table(rows), sep="\n")
    missing = {member: difference for row in rows for member, difference in row.missing.items()}
    assert {member: difference for member, difference in missing.items() if member not in api_surface.ALLOWED} == {}
    assert set(api_surface.ALLOWED) == set(missing), "what has arrived is not excused any more"


def test_share_of_the_members_that_are_there(rows):
    wanted, missing = sum(row.wanted for row in rows), sum(len(row.missing) for row in rows)
    assert wanted > 1500 and (wanted - missing) / wanted >= 0.95
    chapter = [row for row in rows if row.name in api_surface.CHAPTER]
    assert len(chapter) == len(api_surface.CHAPTER) and not any(row.missing for row in chapter)


def test_every_name_is_compared_or_left_out():
    left_out = [name for names in api_surface.OUT_OF_SCOPE.values() for name in names.split()]
    known = [name for kind in ("classes", "enums", "functions", "values") for name in api_surface.FACTS[kind]]
    assert set(left_out) <= set(known) and len(left_out) == len(set(left_out))


def test_names_that_are_left_out_say_why():
    own = {"init_libnvinfer_plugins", "attr", "value", "common_enter", "common_exit"}
    left_out = {name for names in api_surface.OUT_OF_SCOPE.values() for name in names.split()} - own
    assert left_out <= set(NAMES_LEFT_OUT) and not any(hasattr(trt, name) for name in NAMES_LEFT_OUT)
    with pytest.raises(AttributeError, match=r"OnnxParser.*: parsers are left out: define the network with"):
        assert trt.OnnxParser
    with pytest.raises(AttributeError, match=r"no attribute 'OnxParser'$"):
        assert trt.OnxParser


def test_the_compiled_module_of_the_package_is_this_one():
    assert trt.tensorrt is trt and trt.tensorrt.ITensor is trt.ITensor


def test_the_version_is_that_of_the_edition(monkeypatch):
    for edition, version in (("8.4", "8.4.1"), ("8.6", "8.6.1"), ("10", "10.0.1"), ("", "8.6.1")):
        monkeypatch.setenv("DYNSHAPE_EDITION", edition)
        assert trt.__version__ == version
    monkeypatch.setenv("DYNSHAPE_EDITION", "7")
    with pytest.raises(ValueError, match="edition '7' is not known"):
        assert trt.__version__


def test_what_the_comparison_sees():
    class Wrong:
        present = property(lambda self: 1)

        def method(self, second: int, first: int) -> None: ...

    compare = api_surface._compare_member
    assert compare(Wrong, "absent", "r") == "no such member"
    assert compare(Wrong, "present", "rw") == "can't be assigned" and compare(Wrong, "present", "r") is None
    assert compare(Wrong, "method", [["first", "second"]]) == "arguments in another order: second, first"
    assert compare(Wrong, "method", [["second", "third"]]) == "no argument third"
    assert compare(Wrong, "method", [["second", "first?"]]) == "no default for first"
    assert compare(Wrong, "method", [["second"]]) == "more arguments are asked for: second, first"


@pytest.mark.parametrize("member", api_surface.REFUSING)
def test_a_member_without_use_says_so(member):
    net = Net()
    owner, _, name = member.partition(".")
    makers = {
        "Builder": lambda: net.builder,
        "IBuilderConfig": lambda: net.config,
        "INetworkDefinition": lambda: net.network,
        "Runtime": lambda: trt.Runtime(net.log),
        "IExecutionContext": lambda: _context(net),
    }
    found = makers[owner]()
    with pytest.raises(NotImplementedError, match=name):
        if isinstance(getattr(type(found), name), property):
            setattr(found, name, ["something"])
        else:
            method = getattr(found, name)
            method(*[None] * len(inspect.signature(method).parameters))


def _context(net: Net) -> trt.IExecutionContext:
    net.network.mark_output(net.network.add_identity(net.input("x", (2,))).get_output(0))
    return net.engine().create_execution_context()


@pytest.mark.parametrize("name", ["add_plugin_v2", "add_rnn_v2", "add_teapot"])
def test_layers_that_are_left_out_say_so(name):
    with pytest.raises(AttributeError, match=name):
        getattr(Net().network, name)


def test_overloads_by_keyword():
    assert trt.Dims2(dim0=1, dim1=2) == trt.Dims2(shape=[1, 2]) == (1, 2)
    assert trt.Dims3(1, 2, 3) == trt.Dims3((1, 2, 3)) and trt.Dims4() == (0, 0, 0, 0)
    hw = trt.DimsHW(h=3, w=4)
    hw.h = 7
    assert (hw.h, hw.w) == (7, 4) and hw == (7, 4)
    with pytest.raises(TypeError):
        trt.Dims2(5)
    with pytest.raises(ValueError, match="not equal to expected"):
        trt.Dims2((1, 2, 3))
    array = np.arange(3, dtype=np.int32)
    assert len(trt.Weights(type=trt.int32)) == 0 and trt.Weights(a=array).size == 3
    np.testing.assert_array_equal(trt.Weights(trt.int32, array.ctypes.data, 3).numpy(), array)
    with pytest.raises(TypeError):
        trt.Weights(trt.int32, 3)


def test_engine_overloads_by_index_and_name():
    engine = _context(Net()).engine
    for method in ("binding_is_input", "get_binding_dtype", "get_binding_shape", "get_location"):
        ask = getattr(engine, method)
        assert ask(0) == ask("x") == ask(index=0) == ask(name="x")
        for wrong in ({}, {"index": 0, "name": "x"}):
            with pytest.raises(TypeError):
                ask(**wrong)
    for method in (
        "get_tensor_bytes_per_component",
        "get_tensor_components_per_element",
        "get_tensor_vectorized_dim",
        "get_tensor_format",
        "get_tensor_format_desc",
    ):
        ask = getattr(engine, method)
        assert ask("x") == ask("x", 0) == ask(name="x", profile_index=0)
    assert engine.get_tensor_bytes_per_component("x") == engine.get_binding_bytes_per_component(0) == 4
    assert engine.get_tensor_format_desc("x") == engine.get_binding_format_desc(0)


def test_questions_about_what_is_not_there():
    net = Net()
    engine = _context(net).engine
    assert engine.get_tensor_bytes_per_component("nobody") == -1 and net.log.take() == ["DS-BIND-023"]
    assert engine.get_tensor_format_desc("x", 3) == "" and net.log.take() == ["DS-PROF-026"]
    with pytest.raises(IndexError):
        engine.get_binding_components_per_element(9)
