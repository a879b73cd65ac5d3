"""Editions: what differs between the versions of TensorRT, as one table of switches.

The engine answers by one edition, chosen by argument or by the environment variable
``DYNSHAPE_EDITION``. Each switch is read in the place that its comment names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from .dtypes import DataType


@dataclass(frozen=True)
class Edition:
    """One edition of the specification."""

    name: str
    version: str
    """The release that it answers as, for clients that choose their calls by ``__version__`` (__init__.py)."""
    has_bindings: bool
    """Binding indices and "[profile K]" names (engine.py, context.py)."""
    has_names: bool
    """Tensors by name at run time (engine.py, context.py)."""
    has_implicit_batch: bool
    """``create_network(0)`` makes an implicit-batch network (network.py)."""
    implicit_profile: str
    """When a new context gets profile 0: ``first`` context, if ``free``, or ``always`` (engine.py)."""
    shares_profiles: bool
    """Several contexts may hold one profile (engine.py)."""
    shape_type: DataType
    """The type that IShapeLayer yields (layers/shape.py)."""
    boundary_types: tuple[DataType, ...]
    """Types of shape tensors at the network's boundary (validation.py)."""
    shape_tensor_rank: int
    """The highest rank of a shape tensor (validation.py)."""
    shape_tensor_volume: int
    """The most elements of a shape tensor (validation.py); 8.4 states none, and this engine keeps 2^16."""
    shape_slice_volume: int
    """The most elements of a slice that is a shape tensor (layers/slice.py)."""
    infers_in_empty_reshape: bool
    """-1 in a reshape can be inferred although the other extents have volume 0 (layers/shuffle.py)."""
    strict_classes: bool
    """A layer outside the rule list can't compute a shape tensor (validation.py, layers/slice.py)."""
    converts_to_bool: bool
    """IIdentityLayer can convert to Bool (layers/identity.py)."""
    integer_arithmetic: bool
    """POW and unary operations take integers (layers/elementwise.py, layers/unary.py)."""
    has_newer_modes: bool
    """RANDOM_NORMAL, and k of TopK as a tensor (additions/selection.py, layers/topk.py)."""
    has_general_forms: bool
    """Einsum with an ellipsis, diagonals, any number of inputs; TopK of integers; one-hot vectors, and
    alpha and beta of a fill, as shape tensors (layers/einsum.py, topk.py, one_hot.py, fill.py)."""
    max_extent: int
    """The greatest extent, and number of elements, of a tensor (graph.py, shapes.py, validation.py)."""
    has_int64: bool
    """Int64 is a type of tensors (network.py)."""
    has_caffe_padding: bool
    """PaddingMode.CAFFE_ROUND_DOWN and CAFFE_ROUND_UP can be set (layers/windows.py)."""
    branches_may_differ: bool
    """Branches of a conditional may yield unequal extents (layers/conditional.py)."""


_8_4 = Edition(
    name="8.4",
    version="8.4.1",
    has_bindings=True,
    has_names=False,
    has_implicit_batch=True,
    implicit_profile="first",
    shares_profiles=False,
    shape_type=DataType.INT32,
    boundary_types=(DataType.INT32,),
    shape_tensor_rank=1,
    shape_tensor_volume=2**16,
    shape_slice_volume=16,
    infers_in_empty_reshape=True,
    strict_classes=True,
    converts_to_bool=False,
    integer_arithmetic=False,
    has_newer_modes=False,
    has_general_forms=False,
    max_extent=2**31 - 1,
    has_int64=False,
    has_caffe_padding=True,
    branches_may_differ=False,
)
_8_6 = Edition(
    name="8.6",
    version="8.6.1",
    has_bindings=True,
    has_names=True,
    has_implicit_batch=True,
    implicit_profile="free",
    shares_profiles=False,
    shape_type=DataType.INT32,
    boundary_types=(DataType.INT32,),
    shape_tensor_rank=8,
    shape_tensor_volume=64,
    shape_slice_volume=64,
    infers_in_empty_reshape=True,
    strict_classes=False,
    converts_to_bool=True,
    integer_arithmetic=False,
    has_newer_modes=True,
    has_general_forms=False,
    max_extent=2**31 - 1,
    has_int64=False,
    has_caffe_padding=True,
    branches_may_differ=False,
)
_10 = Edition(
    name="10",
    version="10.0.1",
    has_bindings=False,
    has_names=True,
    has_implicit_batch=False,
    implicit_profile="always",
    shares_profiles=True,
    shape_type=DataType.INT64,
    boundary_types=(DataType.INT32, DataType.INT64),
    shape_tensor_rank=8,
    shape_tensor_volume=64,
    shape_slice_volume=64,
    infers_in_empty_reshape=False,
    strict_classes=False,
    converts_to_bool=True,
    integer_arithmetic=True,
    has_newer_modes=True,
    has_general_forms=True,
    max_extent=2**63 - 1,
    has_int64=True,
    has_caffe_padding=False,
    branches_may_differ=True,
)

EDITIONS = {edition.name: edition for edition in (_8_4, _8_6, _10)}
DEFAULT_EDITION = "8.6"
ENVIRONMENT_VARIABLE = "DYNSHAPE_EDITION"


def choose_edition(name: str | None = None) -> Edition:
    """The edition by name, else by the environment variable, else 8.6.

    Raises ValueError for a name that is not in `EDITIONS`.
    """
    chosen = name or os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT_EDITION
    if chosen not in EDITIONS:
        raise ValueError(f"edition {chosen!r} is not known; there are {', '.join(EDITIONS)}")
    return EDITIONS[chosen]
