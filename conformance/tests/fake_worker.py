"""Scripted workers that speak the protocol by themselves, as an author in another language would write one.

    python fake_worker.py BEHAVIOUR [FILE]

Each answers the scripted cases as expected but for its behaviour, which it shows at the network whose input
is called ``trap``, or where its name says. FILE gets the numbers of the processes, for who looks after them.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BEHAVIOUR = sys.argv[1]
DESCRIPTION = {
    "protocol": 2,
    "name": "scripted",
    "version": "1.0",
    "device": "cpu",
    "edition": "8.6",
    "features": ["names", "contexts"],
    "emulated": [],
    "explains": True,
}
REFUSED = {"severity": "ERROR", "text": "refused", "clause": "DS-NET-002"}

lines = 0
damaged = False
programs: dict[int, list[dict[str, Any]]] = {}


def hello(edition: str | None) -> dict[str, Any]:
    if BEHAVIOUR == "dies-at-start":
        os.write(2, b"no licence found\n")
        os.kill(os.getpid(), signal.SIGABRT)
    if BEHAVIOUR == "unavailable":
        return {"unsupported": "the engine needs a device"}
    if edition not in (None, "8.4", "8.6"):
        return {"refusal": {"channel": "edition", "text": "only 8.4 and 8.6"}}
    changes: dict[str, Any] = {
        "other-protocol": {"protocol": 1},
        "odd-features": {"features": ["telepathy"]},
        "mistyped-description": {"device": 7},
        "lies": {"features": ["names", "contexts", "execution"]},
    }
    return {"value": {**DESCRIPTION, **changes.get(BEHAVIOUR, {})}}


def names_of(program: list[dict[str, Any]]) -> list[str]:
    return [operation["name"] for operation in program if operation["do"] == "input"]


def step(message: dict[str, Any]) -> dict[str, Any]:
    call = message["call"]
    if call == "hello":
        return hello(message["args"]["edition"])
    if call == "end":
        return {}
    if BEHAVIOUR == "supports-nothing":
        return {"unsupported": "not translated yet"}
    if BEHAVIOUR == "poisoned" and poisoned(message):
        return {"lost": "CUDA error 717"}
    if call == "adapter.define":
        program = programs[message["new"]] = message["args"]["program"]
        if "trap" in names_of(program):
            trap()
        return {"value": [{} for _ in program]}
    wrong = BEHAVIOUR == "wrong"
    if call == "definition.inputs":
        return {"value": ["nobody"] if wrong else names_of(programs[message["on"]])}
    if call == "definition.num_profiles":
        return {"value": 7 if wrong else 0}
    if call == "definition.has_implicit_batch_dimension":
        return {"value": True} if wrong else {"refusal": {"channel": "None"}, "records": [REFUSED]}
    return {"unsupported": call}


def poisoned(message: dict[str, Any]) -> bool:
    """True from the trap on: an error of CUDA that every later call repeats."""
    global damaged
    damaged |= message["call"] == "adapter.define" and "trap" in names_of(message["args"]["program"])
    return damaged


def trap() -> None:
    if BEHAVIOUR == "dies":
        os.write(2, b"engine: corrupted list\n")
        os.kill(os.getpid(), signal.SIGSEGV)
    if BEHAVIOUR == "exits":
        os._exit(3)
    if BEHAVIOUR == "hangs":
        time.sleep(1000)
    if BEHAVIOUR == "drips":
        while True:
            os.write(1, b" ")
            time.sleep(0.05)
    if BEHAVIOUR == "goes-deaf":
        os.close(1)
        time.sleep(1000)
    if BEHAVIOUR == "prints":
        os.write(1, b"engine says hello\n")
    if BEHAVIOUR == "floods":
        while True:
            os.write(1, b"spam\n" * 1000)
    if BEHAVIOUR == "huge-line":
        while True:
            os.write(1, b"x" * 65536)
    if BEHAVIOUR == "floods-stderr":
        os.write(2, b"spam\n" * 200_000)


def damage(message: dict[str, Any]) -> None:
    """The first case damages the process; it dies in another one, a little later."""
    global damaged
    for one in message["do"]:
        if one["call"] == "adapter.define" and names_of(one["args"]["program"]) == ["c", "a"]:
            damaged = True
        if damaged and one["call"] == "definition.has_implicit_batch_dimension":
            os.kill(os.getpid(), signal.SIGSEGV)


def answer(message: dict[str, Any]) -> bytes:
    if BEHAVIOUR == "damages":
        damage(message)
    done: list[dict[str, Any]] = []
    for one in message["do"]:
        done.append(step(one))
        if done[-1].keys() - {"value"} or done[-1].get("value") is False:
            break
    reply = (json.dumps({"id": message["id"], "done": done}) + "\n").encode()
    if not any(one["call"] == "adapter.define" and "trap" in names_of(one["args"]["program"]) for one in message["do"]):
        return reply
    return {
        "garbage": b"\x00\xff no line of JSON\n",
        "python": b"__import__('os').system('true')\n",
        "nan": reply.replace(b"[{}]", b"[{},NaN]"),
        "deep": b"[" * 100_000 + b"\n",
        "other-form": b'{"id": %d, "result": []}\n' % message["id"],
        "out-of-order": (json.dumps({"id": message["id"] - 1, "done": done}) + "\n").encode(),
        "twice": reply * 2,
        "too-many-answers": (json.dumps({"id": message["id"], "done": done * 3}) + "\n").encode(),
        "too-few-answers": (json.dumps({"id": message["id"], "done": []}) + "\n").encode(),
        "mistyped-answer": (json.dumps({"id": message["id"], "done": [{"value": 5}]}) + "\n").encode(),
        "two-outcomes": (json.dumps({"id": message["id"], "done": [{"value": 5, "error": {}}]}) + "\n").encode(),
    }.get(BEHAVIOUR, reply)


def main() -> None:
    global lines
    if len(sys.argv) > 2:
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"])
        with Path(sys.argv[2]).open("a") as file:
            file.write(f"{os.getpid()} {child.pid}\n")
    for line in sys.stdin.buffer:
        lines += 1
        if BEHAVIOUR == "dies-after-lines" and lines > 9:
            os.kill(os.getpid(), signal.SIGBUS)
        message = json.loads(line)
        reply = answer(message)
        if BEHAVIOUR == "half-an-answer" and any("trap" in json.dumps(one) for one in message["do"]):
            os.write(1, reply[: len(reply) // 2])
            os._exit(4)
        os.write(1, reply)
        if BEHAVIOUR == "speaks-unasked" and message["do"] == [{"call": "end"}]:
            os.write(1, b'{"id": 1, "done": []}\n')


if __name__ == "__main__":
    main()
