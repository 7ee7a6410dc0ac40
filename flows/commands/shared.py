"""Exit codes, output and options that commands share."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DONE, FAILED, BAD_USAGE, FINDINGS = 0, 1, 2, 3


def fail(message: str, code: int) -> int:
    """Tell what went wrong on standard error, without what would steer a terminal; returns the exit code."""
    # None where the parent process closed it.
    if sys.stderr is not None:
        shown = "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in message)
        sys.stderr.write(f"gouji: {shown}\n")
    return code


def failed(error: Exception) -> int:
    """Tell in one line why a run failed, and where its log is; returns the exit code."""
    from flows.operations.recording import log_of
    from flows.operations.records import one_line

    log = log_of(error)
    return fail(f"{one_line(error)}; log: {log}" if log else one_line(error), FAILED)


def say(text: str) -> None:
    """Write to standard output at once; if the reader has closed it, only the exit code is left."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Discard all further output: the buffer would otherwise be flushed again as the process exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


@contextmanager
def steps(doing: str) -> Iterator[Callable[[str], None]]:
    """What tells a person at a terminal what is being done, and nobody elsewhere."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.markup import escape

    with Console(stderr=True).status(doing) as status:
        yield lambda step: status.update(f"{doing} {escape(step)}")


def command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    call: Callable[[argparse.Namespace], int],
    does: str,
    example: str,
    in_chinese: bool = False,
) -> argparse.ArgumentParser:
    """A command with what it calls, what it does and an example.

    `in_chinese` is for one of supervisors or drafters: so it tells what goes wrong.
    """
    parser = commands.add_parser(name, help=does, description=does, epilog=f"example: {example}", in_chinese=in_chinese)
    parser.set_defaults(command=call, in_chinese=in_chinese, refuse=parser.error)
    return parser


def places(parser: argparse.ArgumentParser) -> None:
    """The options for the folders that a command reads and writes."""
    parser.add_argument("--raw", type=Path, default=Path("raw"), help="folder with documents/ (default: raw)")
    parser.add_argument("--warehouse", type=Path, default=Path("warehouse"), help="default: warehouse")


def how_many(text: str) -> int:
    """The type of an option that says how many snapshots are kept."""
    if not text.isascii() or not text.isdecimal() or not (found := int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of snapshots, 1 or more")
    return found


def reading_on(parser: argparse.ArgumentParser) -> None:
    """The option for the machines that read."""
    parser.add_argument("--cluster", metavar="ADDRESS", help="read on this Dask cluster, such as tcp://host:8786")
