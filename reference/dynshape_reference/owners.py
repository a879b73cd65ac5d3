"""Who holds which profile: one live context each, until 10 lets them share (DS-CTX-002, DS-CTX-022)."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from .built import IN_RANGE, BuiltNetwork
from .errors import Refusal
from .log_style import INTERNAL

if TYPE_CHECKING:
    from .context import IExecutionContext


class ProfileOwners:
    """The contexts of one engine and the profiles that they hold.

    Contexts are referred to weakly: one that is no longer used gives its profile back (DS-CTX-006).
    """

    def __init__(self, built: BuiltNetwork) -> None:
        """Nobody holds anything yet."""
        self._profiles = len(built.profiles)
        self._rule = built.graph.edition.implicit_profile
        self._exclusive = built.is_dynamic and not built.plan.shares_profiles
        self._holders: weakref.WeakValueDictionary[int, IExecutionContext] = weakref.WeakValueDictionary()
        self._created = 0

    def gives_profile_0(self) -> bool:
        """True if the context that is being created gets profile 0 without asking (DS-CTX-007).

        In 8.4 that is the engine's first context, in 8.6 one made while nobody holds 0. Where
        profiles need no owner it is every one (DS-CTX-016, DS-CTX-022).
        """
        self._created += 1
        if not self._exclusive:
            return True
        return 0 not in self._holders and (self._rule != "first" or self._created == 1)

    def claim(self, context: IExecutionContext, former: int, profile: int) -> None:
        """Give ``profile`` to ``context`` in place of ``former``.

        Refused for an index out of range (DS-CTX-013) or held by another context (DS-CTX-002).
        """
        if not 0 <= profile < self._profiles:
            text = f"profile index {profile} is not within 0..{self._profiles - 1}"
            within = (0, self._profiles - 1)
            raise Refusal("DS-CTX-013", text, value=profile, permitted=within, condition=IN_RANGE)
        if not self._exclusive:
            return
        if self._holders.get(profile) not in (None, context):
            free = [index for index in range(self._profiles) if index not in self._holders]
            text = (
                f"Profile {profile} has been chosen by another IExecutionContext. Use another profileIndex "
                f"or destroy the IExecutionContext that use this profile. Free: {free or 'none'}"
            )
            raise Refusal("DS-CTX-002", text, value=profile, permitted=free, category=INTERNAL)
        if self._holders.get(former) is context:
            del self._holders[former]
        self._holders[profile] = context
