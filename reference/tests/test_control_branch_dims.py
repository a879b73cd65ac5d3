"""If-conditionals whose branches have unequal dims."""

from __future__ import annotations

from typing import Any

import dynshape_reference as trt
import numpy as np
import pytest
from reference_harness import Net


def two_dims(edition: str, true: tuple[int, ...], false: tuple[int, ...], known: bool | None = None) -> Net:
    net = Net(edition)
    a, b = net.input("a", true), net.input("b", false)
    if known is None:
        condition = net.input("c", (), trt.bool)
    else:
        condition = net.elementwise(net.const(int(known)), net.const(0), "GREATER")
    conditional = net.network.add_if_conditional()
    conditional.set_condition(condition)
    inner = [conditional.add_input(tensor).get_output(0) for tensor in (a, b)]
    net.output(conditional.add_output(*inner).get_output(0))
    return net


@pytest.mark.parametrize("edition", ["8.4", "8.6"])
@pytest.mark.parametrize(("true", "false"), [((2, 3), (4, 3)), ((2, 3), (3,))])
def test_branches_of_unequal_dims_before_edition_10(edition: str, true: Any, false: Any) -> None:
    net = two_dims(edition, true, false)
    with pytest.raises(ValueError):
        len(net.network.get_output(0).shape)
    assert net.log.take() == ["DS-LAY-054"]
    assert net.refused() == "DS-LAY-054"


def test_what_one_branch_knows_the_output_has() -> None:
    net = two_dims("8.6", (-1, 3), (2, -1))
    assert net.network.get_output(0).shape == (2, 3)
    net.profile({"a": ((1, 3), (2, 3), (4, 3)), "b": ((2, 1), (2, 3), (2, 4))})
    assert net.plan() is not None and net.log.take(trt.ILogger.WARNING) == ["DS-PROF-028"] * 2
    net = two_dims("8.6", (-1, 3), (2, -1))
    net.profile({"a": ((1, 3), (2, 3), (4, 3)), "b": ((2, 1), (2, 2), (2, 4))})
    assert net.refused() == "DS-PROF-008"


def test_branches_of_unequal_dims_from_edition_10_on() -> None:
    # -1, 3 and 4, 3 for constant conditions: as TensorRT-RTX answers.
    assert two_dims("10", (2, 3), (4, 3)).network.get_output(0).shape == (-1, 3)
    assert two_dims("10", (2, 3), (4, 3), known=False).network.get_output(0).shape == (4, 3)
    assert two_dims("10", (2, 3), (4,), known=False).network.get_output(0).shape == (4,)
    assert two_dims("10", (2, 3), (4,), known=True).network.get_output(0).shape == (2, 3)
    assert two_dims("10", (2, 3), (3,)).refused() == "DS-LAY-054"


@pytest.mark.parametrize(("value", "rows"), [(True, 2), (False, 4)])
def test_the_condition_decides_the_dims_at_run_time(value: bool, rows: int) -> None:
    net = two_dims("10", (2, 3), (4, 3))
    context = net.engine().create_execution_context()
    assert context.get_tensor_shape("out") == (-1, 3)
    arrays = [np.full((n, 3), n, np.float32) for n in (2, 4)]
    out = np.zeros((4, 3), np.float32)
    for name, array in zip("abc", [*arrays, np.array(value)], strict=True):
        assert context.set_tensor_address(name, array)
    assert context.set_tensor_address("out", out) and context.execute_async_v3(0), net.log.records
    assert (out[:rows] == rows).all() and (out[rows:] == 0).all()
