"""The lines that real engines logged: the reference engine, in their situations, says the same.

Compared are the severity, what the call gives, and the text up to its end: what this engine can say more
comes after it.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import dynshape_reference
import pytest
from dynshape_fixtures.log_lines import LogLine, load_log_lines
from dynshape_fixtures.log_play import Player

LINES = load_log_lines()
OBSERVED = [line for line in LINES if line.edition == "10" and "context = " not in " ".join(line.calls)]
"""What can be asked of TensorRT-RTX without a GPU."""
ASK_RTX = """
import sys, tensorrt_rtx
from dynshape_fixtures.log_lines import load_log_lines
from dynshape_fixtures.log_play import Player
player = Player(tensorrt_rtx)
for line in load_log_lines():
    if line.id in sys.argv[1:]:
        outcome = player.play(line)
        if not outcome.says(line) or outcome.result != line.result:
            print(line.id, outcome)
"""


@pytest.mark.parametrize("line", LINES, ids=[line.id for line in LINES])
def test_the_reference_says_it_too(line: LogLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNSHAPE_EDITION", line.edition)
    outcome = Player(dynshape_reference).play(line)
    assert outcome.result == line.result
    texts = [text for _, text in outcome.records]
    assert any(text.endswith(f"[{line.clause}]") for text in texts), texts
    if line.differs:
        assert not outcome.says(line), "the engine agrees now: `differs` can go"
        assert any(line.pattern(line.ours).match(text) for text in texts), texts
    else:
        assert outcome.says(line), texts


@pytest.mark.skipif(importlib.util.find_spec("tensorrt_rtx") is None, reason="TensorRT-RTX is not installed")
def test_tensorrt_rtx_still_says_it() -> None:
    # In a process of its own: TensorRT keeps the first logger that it is given.
    ids = [line.id for line in OBSERVED]
    done = subprocess.run([sys.executable, "-c", ASK_RTX, *ids], capture_output=True, text=True, timeout=600)
    lines = [text for text in done.stdout.splitlines() if text.split(" ")[0] in ids]
    assert done.returncode == 0, done.stderr
    assert not lines
