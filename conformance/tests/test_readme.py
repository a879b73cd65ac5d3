"""README.md shows what the first command prints."""

from __future__ import annotations

from readme_table import README, printed, split


def test_the_table_in_the_readme_is_what_the_command_prints() -> None:
    _, block, _ = split(README.read_text("utf-8"))
    assert block == printed(), "run conformance/tests/readme_table.py"
