"""What a builder configuration says about calibration: the calibrator and its profile."""

from __future__ import annotations

from typing import Any

from .calibration import IInt8Calibrator
from .errors import Journal, Refusal, refusal_returns
from .profile import OPT, IOptimizationProfile
from .stored import Stored


def _calibrator(value: Any) -> IInt8Calibrator | None:
    if value is not None and not isinstance(value, IInt8Calibrator):
        raise TypeError(f"an IInt8Calibrator is wanted, not {type(value).__name__}")
    return value


def _profile(value: Any) -> IOptimizationProfile | None:
    assert value is None or isinstance(value, IOptimizationProfile)
    return value


class CalibrationSettings:
    """The calibrator of a build, and the profile at whose kOPT it calibrates."""

    journal: Journal

    int8_calibrator = Stored(
        _calibrator, None, "What `BuilderFlag.INT8` asks for data; None to go by `ITensor.dynamic_range` alone."
    )
    _calibration_profile = Stored(_profile, None, "See `get_calibration_profile`.")

    @refusal_returns(lambda: False)
    def set_calibration_profile(self, profile: IOptimizationProfile | None) -> bool:
        """Set the profile to calibrate at, or none with None (DS-CAL-005, DS-CAL-011).

        It is kept as a copy whose kMIN and kMAX are its kOPT (DS-CAL-007): one object can also be an
        optimization profile, and it becomes none by this (DS-OPEN-009). False with an ERROR record for
        a profile that is not valid (DS-CAL-006).
        """
        if profile is None:
            self._calibration_profile = None
            return True
        if not isinstance(profile, IOptimizationProfile):
            raise TypeError(f"an IOptimizationProfile is wanted, not {type(profile).__name__}")
        try:
            profile.ranges.check()
        except Refusal as refusal:
            text = f"the calibration profile is not valid: {refusal} [{refusal.clause}]"
            raise Refusal("DS-CAL-006", text, code=refusal.code, **refusal.parts()) from None
        self._calibration_profile = _at_opt(profile, self.journal)
        return True

    def get_calibration_profile(self) -> IOptimizationProfile | None:
        """The calibration profile (DS-CAL-008), None if none is set (DS-CAL-009).

        Without one the first optimization profile serves (DS-CAL-013).
        """
        return self._calibration_profile


def _at_opt(profile: IOptimizationProfile, journal: Journal) -> IOptimizationProfile:
    copy = IOptimizationProfile(journal)
    copy.ranges.dims = {name: [entries[OPT]] * 3 for name, entries in profile.ranges.dims.items()}
    copy.ranges.values = {name: [entries[OPT]] * 3 for name, entries in profile.ranges.values.items()}
    copy.ranges.extra_memory_target = profile.ranges.extra_memory_target
    return copy
