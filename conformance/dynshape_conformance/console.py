"""The command line's standard streams and signals, and how they end a command."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from dynshape_reports.renderers.terminal import clean

NOT_TAKEN = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF)
"""What writing to a standard output may fail with, where somebody still reads it."""


class Problem(click.ClickException):
    """Usage or a broken set-up: one line each, exit status 2."""

    exit_code = 2

    def format_message(self) -> str:
        """The line, without characters that a terminal would obey: an engine may have worded it."""
        return clean(self.message)


class Commands(click.Group):
    """All commands; what is wrong with the standard output ends them like any other broken set-up."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # As with `| head`: who reads has gone, and needs no message.
            discard_output()
            sys.exit(2)
        except OSError as error:
            if error.errno not in NOT_TAKEN or error.filename is not None:
                raise Problem(str(error)) from error
            discard_output()
            raise Problem(f"can't write to the standard output: {error.strerror}") from error


def discard_output() -> None:
    """Nothing can be printed any more; what is printed all the same, or waits to be, is no error."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def open_standard_streams() -> None:
    """Started without some of them (``>&-``) a process would give their numbers to the files that it opens."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free, which is this one
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115 (a number, and for good)


@contextmanager
def cleaned_up_when_terminated() -> Iterator[None]:
    """SIGTERM ends what is inside as an exception does: temporary folders and processes go with it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # another thread can't say what a signal does
        return

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
