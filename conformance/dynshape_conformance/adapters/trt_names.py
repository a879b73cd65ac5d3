"""How the neutral names of programs read in TensorRT's Python API, layer by layer.

Programs name enumerators and data types by strings. Which enum class a string belongs to depends
on the kind of layer and on the argument or property; these tables say so for every layer of the
8.6 network API and for what later editions added.
"""

from __future__ import annotations

from functools import cache

DTYPES = {
    "float32": "FLOAT",
    "float16": "HALF",
    "int8": "INT8",
    "int32": "INT32",
    "int64": "INT64",
    "uint8": "UINT8",
    "bool": "BOOL",
}
"""Data types of `Program`, and the enumerators of ``DataType``."""

DTYPE_NAMES = {enumerator: name for name, enumerator in DTYPES.items()}

ENUM_FIELDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("activation", "type"): ("ActivationType",),
    ("cumulative", "op"): ("CumulativeOperation",),
    ("elementwise", "op"): ("ElementWiseOperation",),
    ("fill", "op"): ("FillOperation",),
    ("fill", "operation"): ("FillOperation",),
    ("gather", "mode"): ("GatherMode",),
    ("grid_sample", "interpolation_mode"): ("InterpolationMode", "ResizeMode"),
    ("grid_sample", "sample_mode"): ("SampleMode", "SliceMode"),
    ("loop_output", "kind"): ("LoopOutput",),
    ("matrix_multiply", "op0"): ("MatrixOperation",),
    ("matrix_multiply", "op1"): ("MatrixOperation",),
    ("nms", "bounding_box_format"): ("BoundingBoxFormat",),
    ("pooling", "type"): ("PoolingType",),
    ("reduce", "op"): ("ReduceOperation",),
    ("resize", "coordinate_transformation"): ("ResizeCoordinateTransformation",),
    ("resize", "nearest_rounding"): ("ResizeRoundMode",),
    ("resize", "resize_mode"): ("InterpolationMode", "ResizeMode"),
    ("resize", "selector_for_single_pixel"): ("ResizeSelector",),
    ("rnn_v2", "direction"): ("RNNDirection",),
    ("rnn_v2", "input_mode"): ("RNNInputMode",),
    ("rnn_v2", "op"): ("RNNOperation",),
    ("scale", "mode"): ("ScaleMode",),
    ("scatter", "mode"): ("ScatterMode",),
    ("slice", "mode"): ("SampleMode", "SliceMode"),
    ("topk", "op"): ("TopKOperation",),
    ("trip_limit", "kind"): ("TripLimit",),
    ("unary", "op"): ("UnaryOperation",),
    ("", "location"): ("TensorLocation",),
    ("", "padding_mode"): ("PaddingMode",),
}
"""(kind, field) to the enum classes that may hold its enumerators; kind ``""`` stands for any.

Several classes are the names that one enum had over the editions.
"""

DTYPE_FIELDS = {"compute_precision", "dtype", "indices_type", "output_type", "precision", "scale_type", "to_type"}
"""Arguments and properties that hold a data type."""

WEIGHTS_FIELDS: dict[str, frozenset[str]] = {
    "constant": frozenset({"weights"}),
    "convolution": frozenset({"kernel", "bias"}),
    "deconvolution": frozenset({"kernel", "bias"}),
    "fully_connected": frozenset({"kernel", "bias"}),
    "scale": frozenset({"shift", "scale", "power"}),
}
"""Arguments and properties that hold weights: in a program ``{"dtype": ..., "values": [...]}``, or float32 values."""

ALIASES = {"DEFAULT": "STRICT_BOUNDS", "STRICT_BOUNDS": "DEFAULT"}
"""The slice mode that 8.5 renamed; it is read as ``STRICT_BOUNDS`` in every edition."""

RENAMED_KINDS = {
    "convolution": "convolution_nd",
    "deconvolution": "deconvolution_nd",
    "padding": "padding_nd",
    "pooling": "pooling_nd",
}
"""Layers of 8.x whose 2-D form 10.0 removed."""

LIST_KINDS = {"concatenation", "einsum"}
"""Layers that take their tensors as one list."""

OUTPUT_TYPES = {"fill": "float32", "quantize": "int8", "dequantize": "float32"}
"""Layers that from 10.0 on want ``output_type`` as an argument, with the type that 8.x takes by itself."""

BOUNDARY_KINDS = {
    "condition": ("conditional", "set_condition"),
    "conditional_input": ("conditional", "add_input"),
    "conditional_output": ("conditional", "add_output"),
    "iterator": ("loop", "add_iterator"),
    "loop_output": ("loop", "add_loop_output"),
    "recurrence": ("loop", "add_recurrence"),
    "trip_limit": ("loop", "add_trip_limit"),
}
"""Layers that are made by a loop or conditional: the argument that names it, and the method."""


@cache
def family(kind: str) -> str:
    """The kind without the suffix of a variant: ``pooling`` for ``pooling_nd``, ``gather`` for ``gather_v2``."""
    return kind if kind in ("rnn_v2", "plugin_v2") else kind.removesuffix("_v2").removesuffix("_nd")


@cache
def enum_classes(kind: str, field: str) -> tuple[str, ...]:
    """The enum classes for a field of a layer; empty if the field holds no enumerator."""
    return ENUM_FIELDS.get((family(kind), field)) or ENUM_FIELDS.get(("", field), ())


@cache
def holds_weights(kind: str, field: str) -> bool:
    """True if the field of the layer takes weights."""
    return field in WEIGHTS_FIELDS.get(family(kind), ())


def edition_key(edition: str) -> tuple[int, ...]:
    """An edition as numbers, to compare by: ``"8.6"`` is (8, 6), before ``"10"``."""
    return tuple(int(part) for part in edition.split("."))
