"""What convolution, deconvolution and fully connected layers share: a kernel and a bias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..dims import Extents, is_known, known_volume, show
from ..dtypes import Array, DataType, read_weights
from ..shapes import View
from .checked import CheckedLayer
from .setting import Setting

if TYPE_CHECKING:
    from ..kernels.device import Device

KERNEL, BIAS = 1, 2


class WeightedLayer(CheckedLayer):
    """A layer with ``kernel`` and ``bias``, each given here, flat, or as input 1 and 2; no bias is none at all."""

    optional_inputs = 2
    int8_inputs = (0, KERNEL)

    kernel = Setting(read_weights)
    bias = Setting(read_weights)

    def rule(self) -> str:
        """DS-RULE-029: one of all other layers."""
        return " × ".join("E" for _ in self.inputs) + " → E"

    def output_types(self, types: list[DataType]) -> list[DataType]:
        """That of the data; data and weights are floats."""
        self.check_floats(types)
        self.check_weights("kernel", self.kernel)
        self.check_weights("bias", self.bias)
        return [types[0]]

    def check_kernel(self, view: View, wanted: Extents) -> None:
        """Refuse a kernel that does not have these dims, or as many weights (DS-RES-001, DS-RES-012)."""
        if not self.has_input(KERNEL):
            count = known_volume(wanted)
            if self.kernel.size != count:
                text = f"count of {self.kernel.size} weights in kernel, but {show(wanted)} makes {count}"
                raise self.clash(
                    "DS-RES-012", text, value=self.kernel.size, permitted=count, words=self.say_count(wanted)
                )
            return
        self._check_only(KERNEL, self.kernel)
        dims = self._fixed_dims(view, KERNEL)
        if dims != wanted:
            text = f"the kernel has dims {show(dims)}, not {show(wanted)}"
            raise self.clash("DS-RES-012", text, value=dims, permitted=wanted)

    def say_count(self, wanted: Extents) -> str:
        """What TensorRT says of a wrong number of weights in a kernel; nothing unless a layer says so."""
        return ""

    def check_bias(self, view: View, count: int) -> None:
        """Refuse a bias that does not have one weight for each of ``count`` outputs (DS-RES-012)."""
        if not self.has_input(BIAS):
            if self.bias.size not in (0, count):
                text = f"count of {self.bias.size} weights in bias, but number of output maps is {count}"
                raise self.clash("DS-RES-012", text, value=self.bias.size, permitted=(0, count))
            return
        self._check_only(BIAS, self.bias)
        dims = self._fixed_dims(view, BIAS)
        if sorted(dims, reverse=True) != [count] + [1] * (len(dims) - 1):
            text = f"the bias has dims {show(dims)}, not one element for each of {count} outputs"
            raise self.clash("DS-RES-012", text, value=dims, permitted=(count,))

    def _check_only(self, index: int, weights: Array) -> None:
        if weights.size:
            text = f"input {index} is there, so there can't be {weights.size} weights as well"
            raise self.clash("DS-RES-012", text, value=weights.size, permitted=0)

    def _fixed_dims(self, view: View, index: int) -> Extents:
        dims = view.dims(index)
        if not is_known(dims):
            raise self.clash("DS-RES-001", f"weights have a fixed size, input {index} is {show(dims)}", value=dims)
        return dims

    def kernel_array(self, device: Device, inputs: list[Array | None], dims: Extents) -> Array:
        """The kernel with these dims."""
        given = inputs[KERNEL] if self.has_input(KERNEL) else None
        return device.reshape(self.kernel if given is None else given, dims)

    def kernel_split(self) -> Extents:
        """Dims of the kernel, (groups, inputs, outputs, window), in which axes 0 and 2 tell output channels apart."""
        raise NotImplementedError

    def with_bias(self, device: Device, result: Array, inputs: list[Array | None], axis: int) -> Array:
        """``result`` plus the bias, which runs along ``axis``."""
        given = inputs[BIAS] if self.has_input(BIAS) else None
        bias = self.bias if given is None else given
        if bias.size == 0:
            return result
        along = tuple(bias.size if position == axis else 1 for position in range(result.ndim))
        return device.elementwise("SUM", result, device.reshape(bias, along))
