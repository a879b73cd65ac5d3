"""The text of a reproducer: the calls that the failed check rests on, and the check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from . import parts
from .journal import ROOTS, Entry


@dataclass(frozen=True)
class Judgement:
    """What the script looks at: entries, and the check as lines of Python that set ``fine``."""

    entries: tuple[int, ...]
    """The numbers of the entries whose outcome is judged; the last one gives ``got``."""
    lines: tuple[str, ...]
    """Their ``got``: the result of the last entry, or the exception of one of them."""
    as_before: bool = False
    """True if ``got`` is the list of what all of them give."""


@dataclass(frozen=True)
class Head:
    """What a script says of itself."""

    case: str
    subcase: str
    clause: str
    statement: str
    sentence: str
    backend: str
    expected: str
    got: str


@dataclass(frozen=True)
class Engine:
    """How a script gets at the engine."""

    module: str
    builder: str = ""
    """The expression that makes a builder, in a module with TensorRT's API."""
    noise: tuple[str, ...] = ()
    """Patterns of log records that say nothing."""
    head: str = ""
    """For any other module: what stands before the calls. Such an engine has no log."""
    functions: tuple[tuple[str, str], ...] = ()
    """By name: functions that a script holds where its calls need them."""

    @property
    def logs(self) -> bool:
        """True for a module with TensorRT's API."""
        return not self.head


def write(head: Head, engine: Engine, entries: Sequence[Entry], judgement: Judgement, whole: bool = False) -> str:
    """The script of a case that failed; ``whole``: with every call that was made, needed or not."""
    judged = judgement.entries
    kept = set(range(judged[-1] + 1)) if whole else needed(entries, judged)
    setup = _once(_statement(entries[number]) for number in sorted(kept - set(judged)) if number < judged[0])
    between = [number for number in sorted(kept) if judged[0] <= number <= judged[-1]]
    if judgement.as_before:
        seen = [_seen(entries[number]) if number in judged else _statement(entries[number]) for number in between]
        calls = ["got = []", *seen]
    else:
        calls = [_judged(entries[number], number == judged[-1], engine.logs) for number in between]
    body = [
        *_roots(engine, [*setup, *calls]),
        *setup,
        "",
        *(["records.clear()"] if engine.logs else []),
        "try:",
        *(f"    {line}" for call in calls for line in call.split("\n")),
        "except Exception as error:",
        "    got = error",
        *judgement.lines,
        "",
        f"print({f'clause:   {head.clause}: {head.statement}'!r})",
        f"print({f'expected: {head.expected}'!r})",
        f'print("got:     ", repr(got){", *records[:3]" if engine.logs else ""})',
        'print("gone" if fine else "the defect is there")',
        "sys.exit(0 if fine else 1)",
    ]
    return _file(head, engine, body)


def write_crash(head: Head, engine: Engine, entries: Sequence[Entry], seconds: float, whole: bool = False) -> str:
    """The script of a case during which the process died or hung: the calls run in a child of the script."""
    last = len(entries) - 1
    kept = set(range(last + 1)) if whole else needed(entries, (last,))
    calls = _once(_statement(entries[number]) for number in sorted(kept) if number < last)
    body = [
        *parts.guard(head, seconds).splitlines(),
        "",
        *_roots(engine, [*calls, _plain_text(entries[last])]),
        *calls,
        "try:",
        f"    {_plain_text(entries[last])}",
        "except Exception as error:",
        '    print("answered by", repr(error))  # a refusal is an answer',
    ]
    return _file(head, engine, body, "subprocess")


def needed(entries: Sequence[Entry], judged: Sequence[int]) -> set[int]:
    """The entries that the judged ones rest on: those that made what they use, or changed it before."""
    kept = set(judged)
    relevant: set[str] = set()
    for number in reversed(range(judged[-1] + 1)):
        entry = entries[number]
        uses = set(entry.uses) - set(ROOTS)
        ties = (not entry.query and bool(uses & relevant)) or bool(entry.result and entry.result in relevant)
        if number in kept or (ties and not entry.text.startswith("del ")) or (ties and uses <= relevant):
            kept.add(number)
            relevant |= uses | ({entry.result} if entry.result else set())
    return kept


def _once(statements: Iterable[str]) -> list[str]:
    """The statements without those that only read again what is read already."""
    read: set[str] = set()
    kept = []
    for statement in statements:
        if ".get_output(" not in statement or statement not in read:
            kept.append(statement)
        read.add(statement)
    return kept


def _statement(entry: Entry) -> str:
    if entry.raised:
        return f"refused_before(lambda: {entry.text})"
    return f"{entry.result} = {entry.text}" if entry.result else entry.statement or entry.text


def _plain_text(entry: Entry) -> str:
    return f"{entry.result} = {entry.text}" if entry.result else entry.text


def _seen(entry: Entry) -> str:
    text = f"{entry.text}.tolist()" if entry.fetched else entry.text
    return f"got.append(answer(lambda: {text}))"


def _judged(entry: Entry, last: bool, logs: bool) -> str:
    text = entry.text
    if not last and entry.raised:
        return _statement(entry)
    if not logs:
        plain = _plain_text(entry)
        return plain if not last else f"{plain}\ngot = {entry.result}" if entry.result else f"got = {text}"
    if text.startswith(("del ", "host(", "device(", "synchronize(", "np.", "trt.")):
        return _plain_text(entry)
    if not entry.query and not entry.command:
        text = f"granted({text})"
    if not last:
        return f"{entry.result} = {text}" if entry.result else text
    if entry.result:
        return f"{entry.result} = {text}\ngot = None"
    if entry.command:
        return f"got = logged({text})"
    return f"got = {text}" if entry.fetched else f"got = plain({text})"


def _roots(engine: Engine, lines: Sequence[str]) -> list[str]:
    if not engine.logs:
        return engine.head.splitlines()
    text = "\n".join(lines)
    return [
        "logger = Logger()",
        *([f"builder = {engine.builder}"] if "builder" in text else []),
        *(["runtime = trt.Runtime(logger)"] if "runtime" in text else []),
    ]


def _file(head: Head, engine: Engine, body: Sequence[str], *imports: str) -> str:
    code, models = parts.numbered("\n".join(body))
    helpers = parts.helpers(code, engine)
    standard = sorted({"sys", *imports, *parts.imports(helpers + engine.head)})
    return "\n".join(
        [
            parts.docstring(head),
            "",
            *(f"import {name}" for name in standard),
            "",
            *(["import numpy as np"] if "np." in code + helpers else []),
            f"import {engine.module} as trt" if engine.logs else f"import {engine.module}",
            "",
            helpers,
            *([models, ""] if models else []),
            code,
            "",
        ]
    ).replace("\n\n\n\n", "\n\n\n")
