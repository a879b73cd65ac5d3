"""A layer as a network gives it to those who walk over it: an `ILayer`, whatever kind of layer it is."""

from __future__ import annotations

from typing import Any, cast

from .layers.base import ILayer
from .layers.layer_type import LayerType


class LayerView:
    """What ``network[0]`` gives, as in TensorRT: an `ILayer` until ``__class__`` is assigned.

    `type` is then the `LayerType`, also of a layer whose own class means something else by it, such as
    `IActivationLayer`. ``layer.__class__ = trt.IActivationLayer`` makes it that; what only that class
    has is an AttributeError before. Two views of a layer, and the layer itself, are equal.
    """

    def __init__(self, layer: ILayer) -> None:
        """Show ``layer``."""
        vars(self).update(_layer=layer, _class=ILayer)

    @property
    def __class__(self) -> Any:
        """`ILayer`, or what was assigned; TypeError for a class that is not the layer's."""
        return vars(self)["_class"]

    @__class__.setter
    def __class__(self, value: type) -> None:
        layer = vars(self)["_layer"]
        if not (isinstance(value, type) and issubclass(value, ILayer) and isinstance(layer, value)):
            raise TypeError(f"{layer.name} is an {type(layer).__name__}, not {getattr(value, '__name__', value)}")
        vars(self)["_class"] = value

    @property
    def type(self) -> Any:
        """The kind of layer; after an assignment of ``__class__`` what that class means by it."""
        layer = vars(self)["_layer"]
        return cast(LayerType, layer.kind) if vars(self)["_class"] is ILayer else layer.type

    def __getattr__(self, name: str) -> Any:
        return getattr(self._with(name), name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "__class__":
            object.__setattr__(self, name, value)
        else:
            setattr(self._with(name), name, value)

    def _with(self, name: str) -> ILayer:
        layer: ILayer = vars(self)["_layer"]
        if vars(self)["_class"] is ILayer and name in dir(type(layer)) and name not in dir(ILayer):
            own = type(layer).__name__
            raise AttributeError(f"an ILayer has no {name!r}; {layer.name} does after layer.__class__ = trt.{own}")
        return layer

    def __eq__(self, other: object) -> bool:
        return vars(self)["_layer"] is behind(other)

    def __hash__(self) -> int:
        return hash(vars(self)["_layer"])

    def __dir__(self) -> list[str]:
        names = dir(vars(self)["_layer"])
        return [name for name in names if hasattr(ILayer, name)] if vars(self)["_class"] is ILayer else names

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__} {vars(self)['_layer'].name}>"


def behind(layer: Any) -> Any:
    """The layer that a view shows; anything else as it is."""
    return vars(layer)["_layer"] if type(layer) is LayerView else layer
