"""The speed of some kernels from 1 KiB to 1 GiB: one engine each, with a run-time extent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gpu_clock import QUEUE, Clock
from gpu_engines import Maker, bind


def relu(trt: Any, net: Any, x: list[Any]) -> Any:
    """One layer."""
    return net.add_activation(x[0], trt.ActivationType.RELU).get_output(0)


def _sum_of_rows(trt: Any, net: Any, x: list[Any]) -> Any:
    return net.add_reduce(x[0], trt.ReduceOperation.SUM, 2, True).get_output(0)


def _softmax(trt: Any, net: Any, x: list[Any]) -> Any:
    layer = net.add_softmax(x[0])
    layer.axes = 2
    return layer.get_output(0)


def _transpose(trt: Any, net: Any, x: list[Any]) -> Any:
    layer = net.add_shuffle(x[0])
    layer.first_transpose = (1, 0)
    return layer.get_output(0)


WIDTH = 256
ROW = WIDTH * 4
SIZES = tuple(1 << exponent for exponent in range(10, 31, 2))
"""Bytes of the input, float32 of 256 columns."""
ORDER = (*SIZES[::5], *(size for size in SIZES if size not in SIZES[::5]))
"""Where time ends early, some of all are there."""
APART = 32 << 20
"""Bytes from one input to the next, so that no cache has what a turn reads."""
KERNELS: dict[str, tuple[Any, float, Callable[[Any, Any], Any]]] = {
    "relu": (relu, 2.0, lambda torch, x: torch.relu(x)),
    "sum of rows": (_sum_of_rows, 1 + 1 / WIDTH, lambda torch, x: x.sum(1, keepdim=True)),
    "softmax of rows": (_softmax, 2.0, lambda torch, x: torch.softmax(x, 1)),
    "transpose": (_transpose, 2.0, lambda torch, x: x.t().contiguous()),
}
"""What defines it, bytes that move for each byte of the input, and the same in PyTorch."""


SPECIAL = {"dynamic_shapes_kernel_specialization_strategy": "EAGER"}
"""TensorRT-RTX makes kernels for each size."""
Made = tuple[Any, bytes]
"""A plan, and what TensorRT-RTX compiled for it."""


def plan_of(name: str, maker: Maker) -> Any:
    """Of the engine for all sizes. Raises `Refused`."""
    ranges = [((1, WIDTH), (min(4096, SIZES[-1] // ROW), WIDTH), (SIZES[-1] // ROW, WIDTH))]
    return maker.plan(KERNELS[name][0], [((-1, WIDTH), "float32")], ranges)


class Sweep:
    """The arrays of all measurements: 1 GiB for inputs, 1 GiB for results."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.x = clock.cupy.random.standard_normal(SIZES[-1] // 4, dtype=clock.cupy.float32)
        self.y = clock.cupy.empty(SIZES[-1] // 4, clock.cupy.float32)

    def copies(self, name: str) -> Iterator[tuple[int, float]]:
        """Seconds of a copy of the bytes that a kernel moves, by size of its input."""
        copy, stream, moved = self.clock.cupy.cuda.runtime.memcpyAsync, self.clock.stream.ptr, KERNELS[name][1]
        for size in ORDER:

            def run(turn: int, size: int = size) -> None:
                x, y = self._places(turn, size)
                copy(y, x, int(size * moved / 2), 3, stream)

            yield size, self.clock.seconds(run)

    def in_torch(self, name: str, torch: Any) -> Iterator[tuple[int, float]]:
        """Seconds by size in PyTorch."""
        function = KERNELS[name][2]
        for size in ORDER:
            parts = [self.x[_offset(turn, size) // 4 :][: size // 4].reshape(-1, WIDTH) for turn in range(QUEUE)]
            views = [torch.as_tensor(part, device="cuda") for part in parts]
            with torch.cuda.stream(torch.cuda.ExternalStream(self.clock.stream.ptr)):
                yield size, self.clock.seconds(lambda turn, views=views: function(torch, views[turn]))

    def engine(self, name: str, maker: Maker, made: Made | None, is_rtx: bool) -> Iterator[tuple[int, float]]:
        """Seconds by size on an engine; TensorRT-RTX with kernels made for the dims. Raises `Refused`."""
        context = maker.load(*(made or (plan_of(name, maker),)), **(SPECIAL if is_rtx else {}))
        for size in ORDER:
            if not context.set_input_shape("x0", (size // ROW, WIDTH)):
                raise maker.refused("the dims were refused")

            def run(turn: int, size: int = size) -> None:
                x, y = self._places(turn, size)
                bind(context, [x], y)
                maker.run(context, self.clock.stream.ptr)

            yield size, self.clock.seconds(run)

    def _places(self, turn: int, size: int) -> tuple[int, int]:
        place = _offset(turn, size)
        return self.x.data.ptr + place, self.y.data.ptr + place


def _offset(turn: int, size: int) -> int:
    return turn * APART % SIZES[-1] if size <= APART else 0
