"""The adapter for any Python module with TensorRT's API.

One adapter serves the reference engine, TensorRT 8.x to 11.x and TensorRT-RTX. Where an edition
renamed or removed a call it uses the one that is there:

===========================  ==========================================  ==============================================
asked                        by binding (before 10.0)                    by name (from 10.0 on)
===========================  ==========================================  ==============================================
dims of an input             ``set_binding_shape(index, dims)``          ``set_input_shape(name, dims)``
dims of a tensor             ``get_binding_shape(index)``                ``get_tensor_shape(name)``
values of a shape input      ``set_shape_input(index, values)``          ``set_tensor_address`` of host memory
values of a shape output     ``get_shape(index)``                        ``infer_shapes`` into host memory
range of a profile           ``get_profile_shape(profile, index)``       ``get_tensor_profile_shape(name, profile)``
value range of a profile     ``get_profile_shape_input``                 ``get_tensor_profile_values``
execution                    ``execute_v2(addresses)``                   ``execute_async_v3(stream)``
===========================  ==========================================  ==============================================

An index is that of the tensor in the row of the context's profile.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dynshape_fixtures.program import Program

from ..adapter import Definition, Description
from .trt_definition import TrtDefinition
from .trt_memory import HostMemory, Memory
from .trt_module import TrtModule

if TYPE_CHECKING:
    from ..reproducers.journal import Journal
    from ..reproducers.script import Engine


class TrtApi:
    """An engine with TensorRT's API; see `adapter.Adapter`."""

    def __init__(
        self,
        module: Any,
        edition: str,
        memory: Memory | None,
        *,
        name: str | None = None,
        explains: bool = False,
        implicit_batch: bool = False,
        builder_options: Mapping[str, Any] | None = None,
        noise: Sequence[str] = (),
        informs: bool = False,
        runtime_options: Mapping[str, Any] | None = None,
    ) -> None:
        """An adapter for ``module``, scored by ``edition``.

        ``memory`` is where the engine computes, None if there is no device: networks can then be
        defined and built, not executed. ``explains``: its log records name clauses.
        ``builder_options`` go to ``Builder``, ``runtime_options`` to ``Runtime``.
        ``noise``: patterns of log records that say nothing about the call.
        ``implicit_batch``: the engine can define networks of that kind. ``informs``: keep INFO records.
        """
        self._trt = TrtModule(module, edition, memory, builder_options, noise, informs, runtime_options)
        self._name = name or str(module.__name__)
        self._explains = explains
        self._memory, self._noise = memory, tuple(noise)
        self._implicit_batch = implicit_batch

    @property
    def module(self) -> Any:
        """The engine's module."""
        return self._trt.module

    @functools.cached_property
    def _description(self) -> Description:
        trt = self._trt
        features = set()
        if trt.by_bindings:
            features.add("bindings")
        if trt.by_name:
            features.add("names")
        if self._implicit_batch:
            features.add("implicit batch")
        if trt.memory is not None:
            features |= {"contexts", "execution"}
            if hasattr(trt.module, "IInt8MinMaxCalibrator"):
                features.add("calibration")
        return Description(
            name=self._name,
            version=trt.version,
            device="none" if trt.memory is None else trt.memory.name,
            edition=trt.edition,
            features=frozenset(features),
            explains=self._explains,
        )

    def describe(self) -> Description:
        """Name, version, device, edition and features."""
        return self._description

    def record(self, journal: Journal | None) -> None:
        """Keep every call on the engine's module in ``journal`` from now on; None: no longer."""
        # Imported here: a reproducer is wanted seldom.
        from ..reproducers.memory import RecordedMemory

        trt = self._trt
        trt.journal = journal
        if journal is None:
            trt.memory, trt.host = self._memory, HostMemory()
            return
        journal.name(trt.log.logger, "logger")
        journal.name(trt.builder, "builder")
        trt.host = RecordedMemory(HostMemory(), journal, "host")
        if self._memory is not None:
            journal.name(trt.runtime, "runtime")
            journal.stream = self._memory.stream
            where = "host" if isinstance(self._memory, HostMemory) else "device"
            trt.memory = RecordedMemory(self._memory, journal, where)

    def engine(self) -> Engine:
        """How a script gets at the engine."""
        from ..reproducers.script import Engine

        trt = self._trt
        options = "".join(f", {name}={value!r}" for name, value in trt.builder_options.items())
        return Engine(trt.name.partition("__copy_")[0], f"trt.Builder(logger{options})", self._noise)

    def define(self, program: Program, explicit_batch: bool | None = True) -> Definition:
        """A new network definition."""
        return TrtDefinition(self._trt, program, explicit_batch)
