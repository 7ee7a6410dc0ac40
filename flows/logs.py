"""What goes on in a run, as lines of JSON for operators; the terminal is told only where there is no log of it.

Loads no library.

Whoever has something to say calls `tell`. Where nobody writes a log, as in `gouji check`, it is not kept.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LOGGER = logging.getLogger("gouji")
LOGGER.addHandler(logging.NullHandler())
LOGGER.setLevel(logging.INFO)
LOGGER.propagate = False

run_id: ContextVar[str] = ContextVar("run_id", default="")
step: ContextVar[str] = ContextVar("step", default="")

_MOST_FILES, _MOST_BYTES = 60, 1_000_000
_LONGEST_TRACEBACK, _LONGEST_TEXT = 8_000, 2_000
_SECRETS = (
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_TOKEN", "GOUJI_NOTIFY", "PGPASSWORD", "PREFECT_API_KEY",
    "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_DATABASE_CONNECTION_URL",
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
)  # fmt: skip
# To the last @ of a word, as passwords may hold one, too.
_CREDENTIALS = re.compile(r"(?<=://)[^\s'\"<>]+(?=@)")
_NAMED = re.compile(
    r"(?i)(\b[\w-]{0,20}?(?:pass(?:word|wd)?|pwd|token|secret|api_?key)['\"]?\s*[=:]\s*|[?&](?:key|sig|sign|auth)=)"
    r"('[^']*'|\"[^\"]*\"|[^\s'\",;&]+)"
)
_HIDDEN = "***"


Told = list[tuple[str, int, dict[str, Any]]]
"""Events, each with its level and fields."""


def tell(event: str, level: int = logging.INFO, error: BaseException | None = None, **fields: Any) -> None:
    """Log an event with what belongs to it: values that JSON can hold, and of an error its traceback."""
    if error is not None:
        trace = "".join(traceback.format_exception(error))
        said = str(error)[:_LONGEST_TRACEBACK] or type(error).__name__
        fields = {**fields, "error": said, "traceback": trace[-_LONGEST_TRACEBACK:]}
    LOGGER.log(level, "%s", event, extra={"fields": fields})


def redact(text: str) -> str:
    """A text without passwords: those of addresses, those that are named as such, and those of the environment.

    Whatever shows an address or an error, to whomever, shows it like this.
    """
    for secret in sorted(_of_environment(), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return _NAMED.sub(rf"\1{_HIDDEN}", _CREDENTIALS.sub(_HIDDEN, text))


def _of_environment() -> set[str]:
    """The variables that hold secrets word by word, and of an address in them what may be printed without the rest."""
    words = {word for name in _SECRETS for word in os.environ.get(name, "").split()}
    return {found for word in words for found in (word, word.partition("://")[2]) if len(found) > 3}


class Kept(logging.Handler):
    """Keeps what a process tells, until it is taken to another one."""

    def __init__(self) -> None:
        super().__init__()
        self._told: Told = []

    def emit(self, record: logging.LogRecord) -> None:
        self._told.append((record.getMessage(), record.levelno, _fields(record)))

    def take(self) -> Told:
        """What has been told since the last time, for `tell_again`."""
        told, self._told = self._told, []
        return told


def tell_again(told: Told) -> None:
    """Log here what another process has told."""
    for event, level, fields in told:
        LOGGER.log(level, "%s", event, extra={"fields": fields})


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = getattr(record, "fields", {})
    return found


class _AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        known = {"time": at, "level": record.levelname, "run": run_id.get(), "step": step.get()}
        fields = {name: _bounded(name, value) for name, value in _fields(record).items()}
        return json.dumps({**known, "event": record.getMessage(), **fields}, ensure_ascii=False, default=str)


def _bounded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    most = _LONGEST_TRACEBACK if name == "traceback" else _LONGEST_TEXT
    # A name may hold bytes that no text has. What is cut off must not be the end of a password.
    return redact(value[: 2 * most].encode("utf-8", "backslashreplace").decode())[:most]


class _File(logging.FileHandler):
    """A file that grows to a limit; a disk that does not take it stops nothing, and is told once."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)
        self.setFormatter(_AsJson())
        self._left, self._is_told = _MOST_BYTES, False

    def emit(self, record: logging.LogRecord) -> None:
        # What went wrong comes last.
        reserve = 0 if record.levelno >= logging.ERROR else 5 * _LONGEST_TRACEBACK
        if self._left <= reserve:
            return
        self._left -= len(self.format(record).encode()) + 1
        try:
            super().emit(record)
        except OSError:
            # The file is opened at the first line, outside of what a handler guards.
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        if self._is_told or sys.stderr is None:
            return
        self._is_told = True
        why = error.strerror if isinstance(error, OSError) else error
        with suppress(OSError):
            sys.stderr.write(f"gouji: {self.baseFilename}: cannot be written ({why}); the run goes on without it\n")

    def close(self) -> None:
        with suppress(OSError):
            super().close()


@contextmanager
def writing(folder: Path, run: str) -> Iterator[Path]:
    """Log to a file of this run in a folder, of which the last 60 of at most a megabyte are kept; yields its path."""
    path = folder / f"{run}.jsonl"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for old in sorted(folder.glob("*.jsonl"))[: -_MOST_FILES + 1]:
            old.unlink()
    file, tokens = _File(path), (run_id.set(run), step.set(""))
    LOGGER.addHandler(file)
    # Of a disk that is full, libraries that log to a file there would print a traceback for each line.
    before, logging.raiseExceptions = logging.raiseExceptions, False
    try:
        yield path
    finally:
        logging.raiseExceptions = before
        LOGGER.removeHandler(file)
        file.close()
        run_id.reset(tokens[0])
        step.reset(tokens[1])
