"""One-layer networks for the GPU benchmark, with the bytes that must move and the same in CuPy and PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

MIB = 1 << 20
Dims = tuple[int, ...]


@dataclass(frozen=True)
class GpuCase:
    """``define`` adds the layer to a network of a module with TensorRT's API and returns its output."""

    family: str
    name: str
    inputs: tuple[tuple[Dims, str], ...]
    define: Callable[[Any, Any, list[Any]], Any]
    cupy: Callable[[Any, list[Any], Any], Any] | None = None
    """Of CuPy, the inputs and an array for the result, where it takes one."""
    torch: Callable[[Any, list[Any]], Any] | None = None
    read: int | None = None
    """Bytes that must be read, where that is not all of the inputs."""
    multiplications: int = 0
    """Of a product, for which bytes are not the bound."""


def _activation(kind: str) -> Callable[[Any, Any, list[Any]], Any]:
    return lambda trt, net, x: net.add_activation(x[0], getattr(trt.ActivationType, kind)).get_output(0)


def _binary(kind: str) -> Callable[[Any, Any, list[Any]], Any]:
    return lambda trt, net, x: net.add_elementwise(x[0], x[1], getattr(trt.ElementWiseOperation, kind)).get_output(0)


def _reduce(axes: int) -> Callable[[Any, Any, list[Any]], Any]:
    return lambda trt, net, x: net.add_reduce(x[0], trt.ReduceOperation.SUM, axes, True).get_output(0)


def _softmax(axis: int) -> Callable[[Any, Any, list[Any]], Any]:
    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_softmax(x[0])
        layer.axes = 1 << axis
        return layer.get_output(0)

    return define


def _transpose(*order: int) -> Callable[[Any, Any, list[Any]], Any]:
    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_shuffle(x[0])
        layer.first_transpose = order
        return layer.get_output(0)

    return define


def _concatenate(axis: int) -> Callable[[Any, Any, list[Any]], Any]:
    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_concatenation(x)
        layer.axis = axis
        return layer.get_output(0)

    return define


def _slice(start: Dims, size: Dims, stride: Dims) -> Callable[[Any, Any, list[Any]], Any]:
    return lambda trt, net, x: net.add_slice(x[0], start, size, stride).get_output(0)


def _pad(dims: Dims) -> Callable[[Any, Any, list[Any]], Any]:
    """One more on all sides of the last two axes."""
    size = (*dims[:-2], dims[-2] + 2, dims[-1] + 2)

    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_slice(x[0], (*(0,) * (len(dims) - 2), -1, -1), size, (1,) * len(dims))
        layer.mode = trt.SampleMode.FILL if hasattr(trt, "SampleMode") else trt.SliceMode.FILL
        return layer.get_output(0)

    return define


def _line(length: int) -> Callable[[Any, Any, list[Any]], Any]:
    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_fill((length,), trt.FillOperation.LINSPACE)
        layer.alpha, layer.beta = 1.0, 0.5
        return layer.get_output(0)

    return define


def _resize(mode: str, dims: Dims) -> Callable[[Any, Any, list[Any]], Any]:
    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_resize(x[0])
        layer.shape = dims
        layer.resize_mode = getattr(trt.InterpolationMode, mode)
        if mode != "NEAREST":
            layer.coordinate_transformation = trt.ResizeCoordinateTransformation.HALF_PIXEL
        return layer.get_output(0)

    return define


def _pool(kind: str, side: int = 2, padding: int = 0) -> Callable[[Any, Any, list[Any]], Any]:
    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        layer = net.add_pooling_nd(x[0], getattr(trt.PoolingType, kind), (side, side))
        layer.stride_nd, layer.padding_nd = (2, 2), (padding, padding)
        return layer.get_output(0)

    return define


@dataclass(frozen=True)
class Convolution:
    """Images (N,C,H,W) to ``maps`` maps by a square window."""

    dims: Dims
    maps: int
    side: int
    stride: int
    dtype: str

    def kernel(self) -> Any:
        """The weights, always the same."""
        shape = (self.maps, self.dims[1], self.side, self.side)
        return (np.random.default_rng(0).standard_normal(shape) / 16).astype(self.dtype)

    def define(self, trt: Any, net: Any, x: list[Any]) -> Any:
        """The layer."""
        layer = net.add_convolution_nd(x[0], self.maps, (self.side, self.side), trt.Weights(self.kernel()))
        layer.padding_nd, layer.stride_nd = (self.side // 2,) * 2, (self.stride,) * 2
        return layer.get_output(0)

    def case(self) -> GpuCase:
        """With PyTorch's function beside it."""
        weights: list[Any] = []

        def in_torch(torch: Any, x: list[Any]) -> Any:
            if not weights:
                weights.append(torch.from_numpy(self.kernel()).cuda())
            return torch.nn.functional.conv2d(x[0], weights[0], padding=self.side // 2, stride=self.stride)

        images, channels, height, width = self.dims
        steps = [(extent - 1) // self.stride + 1 for extent in (height, width)]
        multiplications = images * channels * self.maps * self.side**2 * steps[0] * steps[1]
        shape = "x".join(map(str, self.dims))
        name = f"convolution {self.side}x{self.side}/{self.stride} {self.dtype} {shape} to {self.maps}"
        return GpuCase("product", name, ((self.dims, self.dtype),), self.define, None, in_torch, None, multiplications)


def _product(trt: Any, net: Any, x: list[Any]) -> Any:
    none = trt.MatrixOperation.NONE
    return net.add_matrix_multiply(x[0], none, x[1], none).get_output(0)


def _select(trt: Any, net: Any, x: list[Any]) -> Any:
    return net.add_select(x[0], x[1], x[2]).get_output(0)


def _cast(target: str) -> Callable[[Any, Any, list[Any]], Any]:
    return lambda trt, net, x: net.add_cast(x[0], getattr(trt, target)).get_output(0)


def _four_layers(trt: Any, net: Any, x: list[Any]) -> Any:
    found = x[0]
    for kind in ("TANH", "RELU", "SIGMOID", "CLIP"):
        layer = net.add_activation(found, getattr(trt.ActivationType, kind))
        layer.alpha, layer.beta = 0.0, 6.0
        found = layer.get_output(0)
    return found


def _gather(trt: Any, net: Any, x: list[Any]) -> Any:
    return net.add_gather(x[0], x[1], 0).get_output(0)


def _normalize(first: int) -> Callable[[Any, Any, list[Any]], Any]:
    """Over the axes from ``first`` on; scale and bias along axis 1."""

    def define(trt: Any, net: Any, x: list[Any]) -> Any:
        dims, rank = (1, tuple(x[0].shape)[1]), len(x[0].shape)
        dims = (*dims, *(1,) * (rank - 2))
        ones = np.ones(dims, trt.nptype(x[0].dtype))
        scale, bias = (net.add_constant(dims, trt.Weights(array)).get_output(0) for array in (ones, ones * 0))
        axes = sum(1 << axis for axis in range(first, rank))
        return net.add_normalization(x[0], scale, bias, axes).get_output(0)

    return define


F, H, N, B = "float32", "float16", "int32", "int8"


def elementwise() -> list[GpuCase]:
    """Activations and the like on 64 MiB and more."""
    wide, high, big = (65536, 1024), (131072, 1024), (32768, 1024)
    rows = {F: wide, H: wide, N: wide, B: high, "bool": high}
    cases = [
        GpuCase("elementwise", f"relu {dtype} {n}x1024", (((n, 1024), dtype),), _activation("RELU"),
                lambda cp, x, y: cp.maximum(x[0], 0, out=y), lambda t, x: t.relu(x[0]))
        for n, dtype in ((65536, F), (16384, F), (65536, H), (65536, N), (131072, B))
    ]  # fmt: skip
    cases += [
        GpuCase("elementwise", f"{name} {dtype} 65536x1024", ((wide, dtype),), _activation(name.upper()),
                (lambda cp, x, y: cp.tanh(x[0], out=y)) if name == "tanh" else None,
                lambda t, x, name=name: getattr(t, name)(x[0]))
        for name in ("tanh", "sigmoid") for dtype in (F, H)
    ]  # fmt: skip
    cases += [
        GpuCase("elementwise", f"sum {dtype} {'x'.join(map(str, dims))}", ((dims, dtype),) * 2, _binary("SUM"),
                lambda cp, x, y: cp.add(x[0], x[1], out=y), lambda t, x: x[0] + x[1])
        for dims, dtype in ((big, F), (big, H), (big, N), (high, B), ((32767, 1023), F), ((32767, 1023), H))
    ]  # fmt: skip
    cases += [
        GpuCase("elementwise", f"sum of a {name} {dtype} {'x'.join(map(str, dims))}", ((dims, dtype), (other, dtype)),
                _binary("SUM"), lambda cp, x, y: cp.add(x[0], x[1], out=y), lambda t, x: x[0] + x[1])
        for dims, other, dtype, name in (
            (wide, (1, 1024), F, "row"), ((65537, 1023), (1, 1023), F, "row"), ((65537, 1023), (1, 1023), H, "row"),
            ((65537, 1023), (65537, 1), F, "column"), (high, (1, 1024), B, "row"),
        )
    ]  # fmt: skip
    cases += [
        GpuCase("elementwise", f"select {dtype} {dims[0]}x1024", ((dims, "bool"), (dims, dtype), (dims, dtype)),
                _select, None, lambda t, x: t.where(x[0], x[1], x[2]))
        for dtype, dims in {**rows, F: big, H: big, N: big}.items()
    ]  # fmt: skip
    cases += [
        GpuCase("elementwise", f"cast {dtype} to {target} {rows[dtype][0]}x1024", ((rows[dtype], dtype),),
                _cast(target), lambda cp, x, y: cp.copyto(y, x[0], casting="unsafe"),
                lambda t, x, target=target: x[0].to(getattr(t, target)))
        for dtype, target in ((F, H), (H, F), (N, F), (F, N), (B, F), (F, B), ("bool", F), (H, "bool"), (B, N))
    ]  # fmt: skip
    return [
        *cases,
        GpuCase("elementwise", "relu float32 33554431", (((33554431,), F),), _activation("RELU"),
                lambda cp, x, y: cp.maximum(x[0], 0, out=y), lambda t, x: t.relu(x[0])),
        GpuCase("elementwise", "and bool 131072x1024", ((high, "bool"), (high, "bool")), _binary("AND"),
                lambda cp, x, y: cp.logical_and(x[0], x[1], out=y), lambda t, x: t.logical_and(x[0], x[1])),
        GpuCase("elementwise", "greater float32 32768x1024", ((big, F), (big, F)), _binary("GREATER"),
                lambda cp, x, y: cp.greater(x[0], x[1], out=y), lambda t, x: x[0] > x[1]),
        GpuCase("elementwise", "chain of four float16 65536x1024", ((wide, H),), _four_layers, None, None),
    ]  # fmt: skip


def reductions() -> list[GpuCase]:
    """Sums and softmax."""
    cases = []
    for dims, axes, name in (
        ((65536, 1024), 2, "inner"), ((65536, 1024), 1, "outer"), ((65536, 1024), 3, "all"),
        ((64, 1024, 1024), 2, "middle"), ((65537, 1023), 2, "inner"), ((65537, 1023), 1, "outer"),
        ((65537, 1023), 3, "all"), ((4194304, 16), 2, "inner"), ((4194304, 15), 2, "inner"),
    ):  # fmt: skip
        for dtype in (F, H):
            over = tuple(axis for axis in range(len(dims)) if axes >> axis & 1)
            cases.append(
                GpuCase("reduce", f"sum {name} {dtype} {'x'.join(map(str, dims))}", ((dims, dtype),), _reduce(axes),
                        lambda cp, x, y, over=over: cp.sum(x[0], axis=over, keepdims=True, out=y),
                        lambda t, x, over=over: x[0].sum(dim=over, keepdim=True))
            )  # fmt: skip
    for dims, axis, dtype in (((65536, 1024), 1, F), ((65536, 1024), 1, H), ((65537, 1023), 1, F),
                              ((65537, 1023), 1, H), ((1048576, 64), 1, F), ((1048577, 63), 1, F),
                              ((16384, 4096), 1, F), ((2048, 32768), 1, F), ((2048, 32768), 1, H),
                              ((2049, 32767), 1, F), ((512, 131072), 1, F), ((64, 256, 4096), 1, F),
                              ((64, 256, 4096), 1, H), ((64, 255, 4095), 1, F), ((16, 1024, 4096), 1, F)):  # fmt: skip
        name = f"softmax axis {axis} {dtype} {'x'.join(map(str, dims))}"
        torch_softmax = lambda t, x, axis=axis: t.softmax(x[0], axis)  # noqa: E731
        cases.append(GpuCase("softmax", name, ((dims, dtype),), _softmax(axis), None, torch_softmax))
    return cases


def movements() -> list[GpuCase]:
    """Slices, concatenations, gathers, transposes."""
    square = (16384, 4096)
    cases = [
        GpuCase("move", "slice of rows float32", (((32768, 2048), F),), _slice((1, 0), (32766, 2048), (1, 1)),
                lambda cp, x, y: cp.copyto(y, x[0][1:-1]), lambda t, x: x[0][1:-1].clone(), 32766 * 2048 * 4),
        GpuCase("move", "slice of columns float32", (((32768, 4096), F),), _slice((0, 3), (32768, 2049), (1, 1)),
                lambda cp, x, y: cp.copyto(y, x[0][:, 3:2052]), lambda t, x: x[0][:, 3:2052].contiguous(),
                32768 * 2049 * 4),
        GpuCase("move", "concatenation of rows float32", (((16384, 1024), F),) * 2, _concatenate(1),
                lambda cp, x, y: cp.concatenate(x, 1, out=y), lambda t, x: t.cat(x, 1)),
        GpuCase("move", "concatenation of rows float16", (((32768, 1024), H),) * 2, _concatenate(1),
                lambda cp, x, y: cp.concatenate(x, 1, out=y), lambda t, x: t.cat(x, 1)),
        GpuCase("move", "slice of columns float16", (((32768, 8192), H),), _slice((0, 3), (32768, 4099), (1, 1)),
                None, lambda t, x: x[0][:, 3:4102].contiguous(), 32768 * 4099 * 2),
        GpuCase("move", "concatenation of odd rows float32", (((32768, 1023), F), ((32768, 1025), F)),
                _concatenate(1), None, lambda t, x: t.cat(x, 1)),
        GpuCase("move", "padding float32", (((32, 64, 128, 128), F),), _pad((32, 64, 128, 128)), None,
                lambda t, x: t.nn.functional.pad(x[0], (1, 1, 1, 1))),
        GpuCase("move", "padding float16", (((32, 64, 256, 128), H),), _pad((32, 64, 256, 128)), None,
                lambda t, x: t.nn.functional.pad(x[0], (1, 1, 1, 1))),
        GpuCase("move", "fill of a line float32", (), _line(1 << 27), None,
                lambda t, x: t.arange(1, 1 + (1 << 26), 0.5, dtype=t.float32, device="cuda")),
        GpuCase("move", "gather of rows float32", (((65536, 1024), F), ((32768,), "int32")), _gather,
                lambda cp, x, y: cp.take(x[0], x[1], 0, out=y), lambda t, x: x[0].index_select(0, x[1]),
                32768 * 1024 * 4),
    ]  # fmt: skip
    for dims, order, dtype in (
        (square, (1, 0), F), (square, (1, 0), H), ((16383, 4097), (1, 0), F), ((32, 64, 128, 128), (0, 2, 3, 1), F),
        ((32, 128, 128, 64), (0, 3, 1, 2), F), ((32, 128, 128, 64), (0, 3, 1, 2), H),
        ((96, 128, 64, 64), (1, 0, 2, 3), F),
        ((257, 129, 511), (2, 1, 0), F), ((64, 3, 512, 512), (0, 2, 3, 1), F), ((16383, 4097), (1, 0), H),
        ((64, 512, 512, 3), (0, 3, 1, 2), F), ((64, 3, 512, 512), (0, 2, 3, 1), H),
    ):  # fmt: skip
        name = f"transpose {''.join(map(str, order))} {dtype} {'x'.join(map(str, dims))}"
        cases.append(
            GpuCase("transpose", name, ((dims, dtype),), _transpose(*order),
                    lambda cp, x, y, order=order: cp.copyto(y, x[0].transpose(order)),
                    lambda t, x, order=order: x[0].permute(order).contiguous())
        )  # fmt: skip
    cases += [
        GpuCase("move", f"concatenation of rows {dtype}", (((65536, 1024), dtype),) * 2, _concatenate(1),
                lambda cp, x, y: cp.concatenate(x, 1, out=y), lambda t, x: t.cat(x, 1))
        for dtype in (B, "bool")
    ]  # fmt: skip
    cases.append(
        GpuCase("transpose", "transpose 10 int8 16384x4096", ((square, B),), _transpose(1, 0),
                lambda cp, x, y: cp.copyto(y, x[0].T), lambda t, x: x[0].t().contiguous())
    )  # fmt: skip
    return cases


def windows() -> list[GpuCase]:
    """Resizing, pooling, normalization, products."""
    picture = (32, 64, 96, 96)
    doubled = (32, 64, 192, 192)
    return [
        GpuCase("window", "resize nearest x2 float32", ((picture, F),), _resize("NEAREST", doubled), None,
                lambda t, x: t.nn.functional.interpolate(x[0], scale_factor=2, mode="nearest")),
        GpuCase("window", "resize linear x2 float32", ((picture, F),), _resize("LINEAR", doubled), None,
                lambda t, x: t.nn.functional.interpolate(x[0], scale_factor=2, mode="bilinear")),
        GpuCase("window", "max pooling 2x2 float32", ((doubled, F),), _pool("MAX"), None,
                lambda t, x: t.nn.functional.max_pool2d(x[0], 2)),
        GpuCase("window", "average pooling 2x2 float32", ((doubled, F),), _pool("AVERAGE"), None,
                lambda t, x: t.nn.functional.avg_pool2d(x[0], 2)),
        GpuCase("window", "max pooling 3x3/2 float32", ((doubled, F),), _pool("MAX", 3, 1), None,
                lambda t, x: t.nn.functional.max_pool2d(x[0], 3, 2, 1)),
        GpuCase("window", "max pooling 2x2 float16", ((doubled, H),), _pool("MAX"), None,
                lambda t, x: t.nn.functional.max_pool2d(x[0], 2)),
        GpuCase("window", "resize nearest x2 float16", ((picture, H),), _resize("NEAREST", doubled), None,
                lambda t, x: t.nn.functional.interpolate(x[0], scale_factor=2, mode="nearest")),
        GpuCase("window", "resize linear x2 float16", ((picture, H),), _resize("LINEAR", doubled), None,
                lambda t, x: t.nn.functional.interpolate(x[0], scale_factor=2, mode="bilinear")),
        GpuCase("window", "resize cubic x2 float32", ((picture, F),), _resize("CUBIC", doubled), None,
                lambda t, x: t.nn.functional.interpolate(x[0], scale_factor=2, mode="bicubic")),
        GpuCase("window", "layer normalization float32", (((65536, 1024), F),), _normalize(1), None,
                lambda t, x: t.nn.functional.layer_norm(x[0], (1024,))),
        GpuCase("window", "layer normalization float16", (((65536, 1024), H),), _normalize(1), None,
                lambda t, x: t.nn.functional.layer_norm(x[0], (1024,))),
        GpuCase("window", "layer normalization float32 65537x1023", (((65537, 1023), F),), _normalize(1), None,
                lambda t, x: t.nn.functional.layer_norm(x[0], (1023,))),
        GpuCase("window", "instance normalization float32", (((32, 64, 128, 128), F),), _normalize(2), None,
                lambda t, x: t.nn.functional.instance_norm(x[0])),
        GpuCase("product", "matrix product float16 4096", (((4096, 4096), H),) * 2, _product,
                lambda cp, x, y: cp.matmul(x[0], x[1], out=y), lambda t, x: x[0] @ x[1], None, 4096**3),
        GpuCase("product", "matrix product float32 4096", (((4096, 4096), F),) * 2, _product,
                lambda cp, x, y: cp.matmul(x[0], x[1], out=y), lambda t, x: x[0] @ x[1], None, 4096**3),
        Convolution((32, 64, 56, 56), 64, 3, 1, H).case(),
        Convolution((32, 256, 28, 28), 256, 3, 1, H).case(),
        Convolution((32, 256, 56, 56), 64, 1, 1, H).case(),
        Convolution((32, 3, 224, 224), 64, 7, 2, H).case(),
        Convolution((32, 64, 56, 56), 64, 3, 1, F).case(),
    ]  # fmt: skip


def all_cases() -> list[GpuCase]:
    """Every case, in the order of the page."""
    return [*elementwise(), *reductions(), *movements(), *windows()]
