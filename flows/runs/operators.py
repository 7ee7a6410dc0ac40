"""Messages for operators: what nobody took is told with the next one, and of no run twice how it ended.

`raw/history/untold.json` remembers both, once anybody is to be told of anything. Where it cannot be kept, messages are
sent all the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from flows.landing.locks import BusyError, only_writer
from flows.landing.replacing import replace
from flows.operations import records
from flows.runs import notify

FILE = Path("history", "untold.json")
_MESSAGES, _LINES, _RUNS = 20, 20, 100

Message = tuple[str, list[str]]
"""Title and lines."""


class Kept:
    """What nobody took yet, the oldest first, and the ids of runs of which it was told that they failed."""

    def __init__(self, untold: list[Message], runs: list[str]) -> None:
        self.untold, self.runs = untold, runs

    def as_json(self) -> bytes:
        return json.dumps({"untold": self.untold[-_MESSAGES:], "runs": self.runs[-_RUNS:]}).encode()

    def send(self) -> None:
        """Send all that is untold as one message, and keep the latest of it where nobody takes that."""
        if not self.untold:
            return
        *earlier, (title, lines) = self.untold
        said = [*lines, *(f"Earlier: {line}" for title, lines in earlier for line in (title, *lines))]
        self.untold = [] if notify.tell(title, said) else self.untold


def tell(raw: Path | None, title: str, lines: Sequence[str]) -> None:
    """Tell operators something, with what nobody took before; where there is no folder `raw` nothing is kept of it."""
    with _kept(raw) as kept:
        kept.untold.append((title, _few(lines)))
        kept.send()


def tell_again(raw: Path) -> None:
    """Tell what nobody took before, if there is anything."""
    if _read(raw / FILE).untold:
        with _kept(raw) as kept:
            kept.send()


def failed(raw: Path | None, what: str, error: str, run: str | None = None, more: str = "") -> None:
    """Tell that something failed, and why: with the id of its record, and where else it can be found."""
    with _kept(raw) as kept:
        kept.untold.append(_failure(what, error, ", ".join(filter(None, (run, more)))))
        kept.runs += [run] if run else []
        kept.send()


def tell_killed(raw: Path) -> None:
    """Tell of the last runs those that were killed: they could not tell by themselves, so the next one does."""
    if not notify.is_wanted():
        return
    try:
        last = records.read(raw)[-_RUNS:]
    except OSError:
        # The run that reads it next says so.
        return
    if killed := [run for run in last if run.outcome == records.KILLED]:
        with _kept(raw) as kept:
            for run in killed:
                if run.run not in kept.runs:
                    why = f"It was killed; it began at {run.began}."
                    kept.untold.append(_failure(f"gouji {run.command}", why, run.run))
                    kept.runs.append(run.run)
            kept.send()


def _failure(what: str, error: str, which: str) -> Message:
    return f"gouji: {what} failed{f' (run {which})' if which else ''}", [error]


def _few(lines: Sequence[str]) -> list[str]:
    more = [f"and {len(lines) - _LINES} more"] if len(lines) > _LINES else []
    return [*lines[:_LINES], *more]


@contextmanager
def _kept(raw: Path | None) -> Iterator[Kept]:
    """What is kept, written again where that has changed within; nothing is where nobody is to be told."""
    with ExitStack() as held:
        path = _locked(raw, held)
        kept = _read(path) if path else Kept([], [])
        before = kept.as_json()
        yield kept
        if path and kept.as_json() != before:
            with suppress(OSError):
                replace(path, kept.as_json())


def _locked(raw: Path | None, held: ExitStack) -> Path | None:
    """The file, locked; None where it is not to be kept, or another process is telling something just now."""
    if raw is None or not raw.is_dir() or not notify.is_wanted():
        return None
    try:
        held.enter_context(only_writer(raw / FILE.parent, ".untold.lock"))
    except (BusyError, OSError):
        return None
    return raw / FILE


def _read(path: Path) -> Kept:
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        untold = [(str(title), [str(line) for line in lines]) for title, lines in found["untold"]]
        return Kept(untold, [str(run) for run in found["runs"]])
    except (OSError, ValueError, KeyError, TypeError):
        return Kept([], [])
