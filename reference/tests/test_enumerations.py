"""Enumerations behave as TensorRT's do: none is an int (observed on TensorRT-RTX 1.4 where no clause speaks)."""

from __future__ import annotations

import copy
import json
import pickle

import dynshape_reference as trt
import pytest

LOGGER = trt.Logger(trt.Logger.INTERNAL_ERROR)


def test_an_enumerator_is_always_true_and_equal_to_itself_alone():
    assert trt.float32 and trt.TensorIOMode.NONE and trt.Logger.INTERNAL_ERROR
    assert trt.float32 == trt.DataType.FLOAT and trt.float32 != 0 and trt.float32 not in [0, False, "FLOAT"]
    assert trt.float32 != trt.TensorLocation.DEVICE
    assert {trt.float32: "type", trt.ActivationType.RELU: "activation", 0: "number"}[trt.float32] == "type"


def test_an_enumerator_converts_to_its_number_and_is_none():
    assert not isinstance(trt.int8, int)
    assert int(trt.int8) == trt.int8.value == hash(trt.int8) == 2 and f"{trt.int8:}" == "DataType.INT8"
    assert ["a", "b"][trt.float16] == "b" and f"{int(trt.int8):d}" == "2"
    assert trt.DataType(2) is trt.int8 and trt.DataType(trt.int8) is trt.int8
    assert trt.BuilderFlag.__members__["FP16"] is trt.BuilderFlag.FP16
    assert pickle.loads(pickle.dumps(trt.int8)) is trt.int8 is copy.deepcopy(trt.int8)


@pytest.mark.parametrize(
    "use",
    [
        lambda: 1 << trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH,
        lambda: trt.BuilderFlag.FP16 | trt.BuilderFlag.INT8,
        lambda: trt.float32 < trt.float16,
        lambda: trt.Logger.WARNING < 3,
        lambda: json.dumps(trt.float32),
        lambda: trt.Logger(2),
        lambda: trt.Builder(LOGGER).create_network(1).add_input("x", 0, (1,)),
        lambda: trt.Builder(LOGGER).create_network(1).add_input("x", float, (1,)),
        lambda: trt.Builder(LOGGER).create_builder_config().set_flag(0),
        lambda: setattr(trt.Builder(LOGGER).create_builder_config(), "profiling_verbosity", 2),
    ],
)
def test_a_client_that_forgets_a_conversion_gets_a_type_error(use):
    with pytest.raises(TypeError):
        use()


def test_severities_have_an_order():
    assert trt.Logger.ERROR < trt.Logger.WARNING <= trt.Logger.WARNING
    assert trt.Logger.VERBOSE > trt.Logger.INFO >= trt.ILogger.Severity.ERROR
    assert max(trt.Logger.INFO, trt.Logger.ERROR) == trt.Logger.INFO
