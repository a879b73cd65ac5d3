"""Finding and loading backends, and what is said when that is not possible."""

from __future__ import annotations

from pathlib import Path

import fake_backends
import pytest
from dynshape_conformance import backends, probe
from dynshape_conformance.backends import SetupError
from fake_install import distribution


def test_backends_are_found_with_their_origin(fakes: Path) -> None:
    found = backends.find()
    assert {*fake_backends.NAMES, "no-module"} <= found.keys()
    assert found["honest"].origin == "fakes 1"


def test_a_backend_is_loaded_for_its_own_edition_or_another(fakes: Path) -> None:
    assert backends.load("honest")[1].edition == "8.6"
    assert backends.load("honest", "8.4")[1].edition == "8.4"


@pytest.mark.parametrize(
    "name,said",
    [
        ("honset", "no backend is called 'honset'; did you mean honest?"),
        ("absent", "backend absent can't be used here: the engine's package is not installed (pip install 'fakes["),
        ("no-module", "backend no-module can't be used here: No module named 'no_such_module'"),
        ("no-such-name", "backend no-such-name (fakes 1) can't be imported: AttributeError: "),
        ("factory-raises", "backend factory-raises can't be made: TypeError: no such device"),
        ("describe-raises", "backend describe-raises: describe() raised RuntimeError: first line second line"),
        ("describe-mistyped", "backend describe-mistyped: describe() answered a dict, not a Description"),
        ("describe-odd", "backend describe-odd: describe() answered unknown features: telepathy"),
    ],
)
def test_what_can_not_be_loaded_says_why_in_one_line(fakes: Path, name: str, said: str) -> None:
    with pytest.raises(SetupError) as error:
        backends.load(name)
    assert len(error.value.lines) == 1
    assert error.value.lines[0].startswith(said)
    assert "\n" not in error.value.lines[0]


def test_an_edition_that_the_engine_does_not_have(fakes: Path) -> None:
    with pytest.raises(SetupError, match=r"backend one-edition does not answer by edition 8\.4: only 8\.6"):
        backends.load("one-edition", "8.4")


def test_names_without_close_ones_are_answered_with_all(fakes: Path) -> None:
    with pytest.raises(SetupError, match="known: absent, "):
        backends.get("zzzzzz")


def test_a_name_has_one_prefix(fakes: Path) -> None:
    for name in ("direct:worker:honest", "worker:direct:honest", "worker:worker:honest"):
        with pytest.raises(SetupError, match=r"no backend is called '(direct|worker):honest'; did you mean honest"):
            backends.get(name)


def test_a_backend_whose_name_goes_on_has_the_extra_too(fakes: Path) -> None:
    distribution(fakes, "kin", {"absent_1thread": "fake_backends:Absent"}, extras=("absent", "other"))
    with pytest.raises(SetupError, match=r"can't be used here: .* \(pip install 'kin\[absent\]'\)"):
        backends.load("absent_1thread")


def test_two_distributions_with_one_name(fakes: Path) -> None:
    distribution(fakes, "rival", {"honest": "fake_backends:Wrong"})
    with pytest.raises(SetupError, match=r"two backends are called honest: by fakes 1 and by rival 1|by rival 1 and"):
        backends.find()


def test_an_error_whose_text_can_not_be_had() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    assert backends.one_line(Mute()) == "Mute: (its text can't be read)"


def test_probing_tells_which_backends_can_be_used(fakes: Path) -> None:
    wanted = [
        backend for name, backend in backends.find().items() if name in ("honest", "absent", "noisy", "leaves-at-once")
    ]
    probed = {found.backend.name: found for found in probe.probe(wanted)}
    assert probed["honest"].usable
    assert probed["honest"].text == "1.0, device cpu, edition 8.6"
    assert probed["leaves-at-once"].usable
    assert not probed["absent"].usable
    assert probed["absent"].text == "the engine's package is not installed (pip install 'fakes[absent]')"
