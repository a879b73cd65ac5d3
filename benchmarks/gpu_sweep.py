"""The speed of some kernels from 1 KiB to 1 GiB: one engine each, with a run-time extent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gpu_clock import QUEUE, Clock
from gpu_engines import Maker, Refused, bind


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
KERNELS: dict[str, tuple[Any, float, Callable[[Any, Any], Any]]] = {
    "relu": (relu, 2.0, lambda torch, x: torch.relu(x)),
    "sum of rows": (_sum_of_rows, 1 + 1 / WIDTH, lambda torch, x: x.sum(1, keepdim=True)),
    "softmax of rows": (_softmax, 2.0, lambda torch, x: torch.softmax(x, 1)),
    "transpose": (_transpose, 2.0, lambda torch, x: x.t().contiguous()),
}
"""What defines it, bytes that move for each byte of the input, and the same in PyTorch."""


def sweep(clock: Clock, makers: dict[str, Maker], torch: Any, only: Callable[[str], bool]) -> Iterator[tuple[str, Any]]:
    """For each kernel the seconds by size and competitor, and of a copy of the bytes that move."""
    cupy = clock.cupy
    whole = SIZES[-1]
    x = cupy.random.standard_normal(whole // 4, dtype=cupy.float32)
    y = cupy.empty(whole // 4, cupy.float32)
    for name, (define, moved, in_torch) in KERNELS.items():
        if not only(f"sweep {name}"):
            continue
        rows: dict[str, dict[str, float]] = {str(size): {} for size in SIZES}
        for size in SIZES:
            rows[str(size)]["copy"] = _copies(clock, x, y, size, int(size * moved / 2))
            if torch is not None:
                rows[str(size)]["torch"] = _in_torch(clock, torch, x, size, in_torch)
        errors: dict[str, str] = {}
        for who, maker in makers.items():
            try:
                ranges = [((1, WIDTH), (min(4096, whole // ROW), WIDTH), (whole // ROW, WIDTH))]
                strategy = {"dynamic_shapes_kernel_specialization_strategy": "EAGER"} if who == "rtx" else {}
                context = maker.context(define, [((-1, WIDTH), "float32")], ranges, **strategy)
                for size in SIZES:
                    rows[str(size)][who] = _engine(clock, maker, context, x, y, size)
            except Refused as error:
                errors[who] = str(error)
        yield name, {"seconds": rows, "moved": moved, **({"refused": errors} if errors else {})}


def _offset(turn: int, size: int) -> int:
    """Bytes into the whole, so that no cache has what a turn reads."""
    return turn * 0x2000000 % SIZES[-1] if size <= 0x2000000 else 0


def _copies(clock: Clock, x: Any, y: Any, size: int, nbytes: int) -> float:
    copy, stream = clock.cupy.cuda.runtime.memcpyAsync, clock.stream.ptr

    def run(turn: int) -> None:
        place = _offset(turn, size)
        copy(y.data.ptr + place, x.data.ptr + place, nbytes, 3, stream)

    return clock.seconds(run)


def _in_torch(clock: Clock, torch: Any, x: Any, size: int, in_torch: Any) -> float:
    parts = [x[_offset(turn, size) // 4 :][: size // 4].reshape(-1, WIDTH) for turn in range(QUEUE)]
    views = [torch.as_tensor(part, device="cuda") for part in parts]
    with torch.cuda.stream(torch.cuda.ExternalStream(clock.stream.ptr)):
        return clock.seconds(lambda turn: in_torch(torch, views[turn]))


def _engine(clock: Clock, maker: Maker, context: Any, x: Any, y: Any, size: int) -> float:
    if not context.set_input_shape("x0", (size // ROW, WIDTH)):
        raise maker.refused("the dims were refused")

    def run(turn: int) -> None:
        place = _offset(turn, size)
        bind(context, [x.data.ptr + place], y.data.ptr + place)
        maker.run(context, clock.stream.ptr)

    return clock.seconds(run)
