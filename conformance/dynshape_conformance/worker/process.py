"""Processes in groups of their own that end with this one, and what they say within bounds."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO

from ..backends import SetupError
from ..outcome import EngineLost
from . import guard
from .calls import MAX_LINE

KEPT_STDERR = 16 * 1024
"""Bytes of a worker's standard error that are kept for the report of its end."""

DYING = 2.0
"""Seconds that a process has to end after it closed its output."""

_CHUNK = 1 << 16
_READABLE = select.POLLIN if hasattr(select, "POLLIN") else 0
_lock = threading.Lock()
_guards: dict[int, subprocess.Popen[bytes]] = {}


def _guard(environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """The guard of this process, started if need be."""
    with _lock:
        running = _guards.get(os.getpid())
        if running is None or running.poll() is not None:
            running = _guards[os.getpid()] = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
        return running


def _watch(group: int, environment: Mapping[str, str]) -> None:
    """Tell the guard of this process to watch over a group."""
    running = _guard(environment)
    with _lock:
        _tell(running, group)


def _forget(group: int) -> None:
    """Tell the guard of this process, if there is one, that a group has ended."""
    with _lock:
        running = _guards.get(os.getpid())
        if running is not None:
            _tell(running, -group)


def _tell(running: subprocess.Popen[bytes], number: int) -> None:
    assert running.stdin is not None
    try:
        os.write(running.stdin.fileno(), b"%d\n" % number)
    except BrokenPipeError:
        _guards.pop(os.getpid(), None)  # somebody killed it; the next start starts another


def start(
    command: Sequence[str],
    stdin: int,
    stdout: int,
    stderr: int,
    environment: Mapping[str, str],
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, which is killed when this process ends, however it does.

    Where the system has no such groups it is a process like any other.
    The environment is the caller's copy: without one the new process reads that of this process while other
    threads may change it (pytest does, for every test), and the start fails with "Bad address".
    """
    if _groups():
        _guard(environment)  # first: else a process whose starter is killed meanwhile would have none
    process = subprocess.Popen(
        command, stdin=stdin, stdout=stdout, stderr=stderr, env=environment, bufsize=0, start_new_session=_groups()
    )
    if _groups():
        _watch(process.pid, environment)
    return process


def end(process: subprocess.Popen[bytes]) -> int:
    """Kill the process and all that it started; its exit status, or the signal as a negative number."""
    _kill(process)
    status = process.wait()
    _forget(process.pid)
    return status


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):  # nobody is left
        if _groups():
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _groups() -> bool:
    """True if this system has process groups."""
    return hasattr(os, "killpg")


class Worker:
    """A process that answers lines. What goes wrong with it ends it and is an `EngineLost`."""

    def __init__(self, command: Sequence[str], timeout: float, environment: Mapping[str, str]) -> None:
        self.timeout = timeout
        if not _groups():
            raise SetupError("workers need process groups, which this system does not have; use direct:")
        try:
            self._process = start(command, subprocess.PIPE, subprocess.PIPE, subprocess.PIPE, environment)
        except OSError as error:
            raise SetupError(f"can't start {command[0]}: {error.strerror}") from error
        self.lost: EngineLost | None = None
        """How it ended, once it has."""
        self._in, self._out, self._err = (_descriptor(stream) for stream in self._streams())
        for descriptor in (self._in, self._out, self._err):
            os.set_blocking(descriptor, False)
        self._buffer = bytearray()
        self._searched = 0
        """So many bytes of the buffer hold no end of a line."""
        self._said = b""
        self._poll = select.poll()
        self._poll.register(self._out, _READABLE)
        self._poll.register(self._err, _READABLE)

    def _streams(self) -> tuple[IO[bytes] | None, ...]:
        return self._process.stdin, self._process.stdout, self._process.stderr

    @property
    def last_words(self) -> str:
        """The end of what the process wrote to its standard error."""
        return self._said.decode("utf-8", "backslashreplace")

    def exchange(self, line: bytes, what: str) -> bytes:
        """Send a line and wait for the line that answers it; ``what`` is for the report.

        The first line that comes is the answer. What comes beside it is taken for the answer to the next line,
        so that when it came makes no difference.
        """
        if self.lost is not None:
            raise self.lost
        deadline = time.monotonic() + self.timeout
        self._send(line, deadline, what)
        while True:
            end = self._buffer.find(b"\n", self._searched) + 1
            if end:
                break
            self._searched = len(self._buffer)
            self._wait(deadline, what, sending=False)
        answer = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._searched = 0
        return answer

    def _send(self, line: bytes, deadline: float, what: str) -> None:
        rest = memoryview(line)
        while True:
            try:
                rest = rest[os.write(self._in, rest) :]
            except BlockingIOError:
                pass
            except BrokenPipeError:
                raise self._died(what) from None
            if not rest:
                return
            self._wait(deadline, what, sending=True)

    def _wait(self, deadline: float, what: str, sending: bool) -> None:
        """Take in what comes until there is something new, or room to send."""
        if sending:
            self._poll.register(self._in, select.POLLOUT)
        try:
            ready = self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
        finally:
            if sending:
                self._poll.unregister(self._in)
        if not ready:
            raise self._lose("timeout", f"no answer to {what} within {self.timeout:g} s; the process was killed")
        for descriptor, _ in ready:
            if descriptor == self._err:
                self._hear()
            elif descriptor == self._out:
                self._take(what)

    def _take(self, what: str) -> None:
        data = os.read(self._out, _CHUNK)
        if not data:
            raise self._died(what)
        self._buffer += data
        if len(self._buffer) > MAX_LINE:
            raise self.broke(f"a line of more than {MAX_LINE} bytes in answer to {what}")

    def _hear(self) -> None:
        data = os.read(self._err, _CHUNK)
        if data:
            self._said = (self._said + data)[-KEPT_STDERR:]
        else:
            self._poll.unregister(self._err)

    def _died(self, what: str) -> EngineLost:
        try:
            status = self._process.wait(DYING)
        except subprocess.TimeoutExpired:
            return self.broke(f"its output was closed at {what}, but the process went on")
        half = ", with its answer half written" if self._buffer else ""
        return self._lose("crash", f"the process ended by {ending(status)} at {what}{half}")

    def beyond_use(self, why: str) -> EngineLost:
        """End the process, in which the engine can't be used any more."""
        return self._lose("crash", why)

    def broke(self, how: str) -> EngineLost:
        """End the process, which broke the protocol: nothing that it says can be relied on any more."""
        return self._lose("error", f"the worker broke the protocol: {how}")

    def _lose(self, verdict: str, text: str) -> EngineLost:
        self.lost = EngineLost(verdict, text)
        end(self._process)
        self._drain()
        for stream in self._streams():
            if stream is not None:
                stream.close()
        return self.lost

    def _drain(self) -> None:
        """Take what is left on standard error; its end is often the reason."""
        for _ in range(64):
            try:
                data = os.read(self._err, _CHUNK)
            except OSError:
                return
            if not data:
                return
            self._said = (self._said + data)[-KEPT_STDERR:]

    def kill(self) -> None:
        """Kill the process, from another thread: the one that uses it finds it dead."""
        if self.lost is None:
            _kill(self._process)

    def close(self) -> None:
        """End the process."""
        if self.lost is None:
            self._lose("error", "the run is over")


def ending(status: int) -> str:
    """The name of the signal, or the exit status."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"signal {-status}"


def _descriptor(stream: IO[bytes] | None) -> int:
    assert stream is not None
    return stream.fileno()
