"""Objects of the API take no attributes but those of their class: a setting that is none is not kept in silence."""

from __future__ import annotations

from typing import Any, ClassVar

from .editioned import has_member, refuse_member

RENAMED = {
    "Builder": {
        "max_workspace_size": "IBuilderConfig.set_memory_pool_limit(MemoryPoolType.WORKSPACE, ...)",
        "fp16_mode": "IBuilderConfig.set_flag(BuilderFlag.FP16)",
        "int8_mode": "IBuilderConfig.set_flag(BuilderFlag.INT8)",
        "strict_type_constraints": "IBuilderConfig.set_flag(BuilderFlag.OBEY_PRECISION_CONSTRAINTS)",
        "refittable": "IBuilderConfig.set_flag(BuilderFlag.REFIT)",
        "debug_sync": "IBuilderConfig.set_flag(BuilderFlag.DEBUG)",
        "int8_calibrator": "IBuilderConfig.int8_calibrator",
        "build_cuda_engine": "build_serialized_network(network, config) and Runtime.deserialize_cuda_engine",
    },
    "ICudaEngine": {"max_workspace_size": "device_memory_size"},
    "IResizeLayer": {"align_corners": "coordinate_transformation"},
}
"""Names of TensorRT 7 that 8.x does not have, and what stands in their place."""


class Closed:
    """The base of such objects. Classes that a client derives are open, as in TensorRT.

    Names with an underscore are nobody's settings: tools that wrap methods may keep something under them.
    """

    completed_by: ClassVar[str]
    """The attribute that is set last while an object is made."""

    def __setattr__(self, name: str, value: Any) -> None:
        kept, kind = self.__dict__, type(self)
        is_new = name not in kept and not name.startswith("_") and self.completed_by in kept
        if is_new and not has_member(kind, name) and is_own(kind):
            raise AttributeError(lacks(self, name))
        object.__setattr__(self, name, value)

    def __dir__(self) -> list[str]:
        """What a client can use: nothing that begins with one underscore, nothing that the edition does not have."""
        names = [name for name in super().__dir__() if name.startswith("__") or not name.startswith("_")]
        edition = getattr(self, "edition", None)
        if edition is None:
            return names
        kinds = [kind.__name__ for kind in type(self).__mro__]
        return [name for name in names if not any(refuse_member(kind, name, edition) for kind in kinds)]


def is_own(kind: type) -> bool:
    """True for a class of this package."""
    return kind.__module__.startswith(__name__.rpartition(".")[0] + ".")


def lacks(owner: object, name: str) -> str:
    """The text of the AttributeError for a name that ``owner`` does not have."""
    kind = type(owner).__name__
    instead = RENAMED.get(kind, {}).get(name)
    return f"{kind!r} object has no attribute {name!r}{f'; instead: {instead}' if instead else ''}"
