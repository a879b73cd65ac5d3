"""The kinds of layers."""

from __future__ import annotations

from ..enums import Enum


class LayerType(Enum):
    """The kinds of layers, by TensorRT's numbers."""

    CONVOLUTION = 0
    FULLY_CONNECTED = 1
    ACTIVATION = 2
    POOLING = 3
    LRN = 4
    SCALE = 5
    SOFTMAX = 6
    DECONVOLUTION = 7
    CONCATENATION = 8
    ELEMENTWISE = 9
    PLUGIN = 10
    UNARY = 11
    PADDING = 12
    SHUFFLE = 13
    REDUCE = 14
    TOPK = 15
    GATHER = 16
    MATRIX_MULTIPLY = 17
    RAGGED_SOFTMAX = 18
    CONSTANT = 19
    RNN_V2 = 20
    IDENTITY = 21
    PLUGIN_V2 = 22
    SLICE = 23
    SHAPE = 24
    PARAMETRIC_RELU = 25
    RESIZE = 26
    TRIP_LIMIT = 27
    RECURRENCE = 28
    ITERATOR = 29
    LOOP_OUTPUT = 30
    SELECT = 31
    FILL = 32
    QUANTIZE = 33
    DEQUANTIZE = 34
    CONDITION = 35
    CONDITIONAL_INPUT = 36
    CONDITIONAL_OUTPUT = 37
    SCATTER = 38
    EINSUM = 39
    ASSERTION = 40
    ONE_HOT = 41
    NON_ZERO = 42
    GRID_SAMPLE = 43
    NMS = 44
    REVERSE_SEQUENCE = 45
    NORMALIZATION = 46
    CAST = 47
