"""Which files there are, with their digests: a file that is as it was when it was last hashed is not opened again.

`raw/.records/seen.json` remembers the digests. Records do not depend on it; losing it only costs time.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from flows.landing.locks import BusyError, only_writer
from flows.landing.originals import Found, State, found_as, originals
from flows.landing.replacing import replace

_STORE, _FILE = ".records", "seen.json"

# Two changes within one tick of the clock of a file system leave the same time behind.
_TICK, _COARSE_TICK, _SECOND = 100_000_000, 2_000_000_000, 1_000_000_000


_Seen = dict[str, tuple[State, str]]


def unchanged(raw: Path) -> str | None:
    """The digest of all files, if all are as they were when they were last found; None where that is not known."""
    try:
        with (raw / _STORE / _FILE).open(encoding="ascii") as file:
            states, files, _ = json.loads(file.readline())
    except (OSError, ValueError):
        return None
    return str(files) if states == _digest_of_states(originals(raw).states()) else None


def digest_of_all(files: Sequence[Found]) -> str:
    """A digest of the names and the content of files."""
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


def find(raw: Path) -> list[Found]:
    """All documents' files, in order of their names. Raises LandingError where one cannot be opened."""
    place, before = originals(raw), _recall(raw)
    states = place.states()
    seen = {path: before[path] for path, state in states.items() if path in before and before[path][0] == state}
    found = [found_as(path, state.size, sha256) for path, (state, sha256) in seen.items()]
    new = {path: state for path, state in states.items() if path not in seen}
    now = settled(new.values())
    for (path, state), (sha256, size) in zip(new.items(), place.digests(new), strict=True):
        found.append(found_as(path, size, sha256))
        if not is_young(state, now):
            seen[path] = state, sha256
    found.sort()
    if seen != before:
        _remember(raw, {path: seen[path] for path in states if path in seen}, digest_of_all(found))
    return found


def peek(raw: Path) -> Iterator[Found]:
    """All files as far as is known without opening one: those that have changed since, or are new, have no digest.

    Writes nothing. Raises LandingError where a folder cannot be opened.
    """
    before = _recall(raw)
    for path, state in originals(raw).states().items():
        known = before.get(path)
        yield found_as(path, state.size, known[1] if known and known[0] == state else "")


def _digest_of_states(states: dict[str, State]) -> str:
    return hashlib.sha256(json.dumps(states).encode("ascii")).hexdigest()


def settled(states: Iterable[State]) -> int:
    """Wait, if that takes no longer than a tick, until a change to any of these files would show. Returns the time."""
    now = time.time_ns()
    waits = [state.changed + _tick(state) - now for state in states if state.changed <= now]
    time.sleep(max([0, *waits]) / _SECOND)
    return time.time_ns()


def is_young(state: State, now: int) -> bool:
    """Whether a change from `now` on could leave a file with the same state."""
    return state.changed > (oldest := now - _tick(state)) or oldest < state.modified <= now


def _tick(state: State) -> int:
    return _TICK if state.changed % _SECOND else _COARSE_TICK


def _recall(raw: Path) -> _Seen:
    try:
        with (raw / _STORE / _FILE).open(encoding="ascii") as file:
            *digests, check = json.loads(file.readline())
            text = file.read()
            # A digest that was altered would make a document look like another one for ever.
            if check != _check(digests, text):
                return {}
            return {path: (State(*state), sha256) for path, (state, sha256) in json.loads(text).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _remember(raw: Path, seen: _Seen, files: str) -> None:
    """Write one line with digests of the states, of the files and of all this, and one with every file."""
    digests = [_digest_of_states({path: state for path, (state, _) in seen.items()}), files]
    # Another process that is about to remember the same, or a full disk, is no reason to fail.
    with suppress(BusyError, OSError), only_writer(raw / _STORE, ".seen.lock"):
        text = f"{json.dumps(seen)}\n"
        replace(raw / _STORE / _FILE, f"{json.dumps([*digests, _check(digests, text)])}\n{text}".encode("ascii"))


def _check(digests: Sequence[str], text: str) -> str:
    return hashlib.sha256(json.dumps(digests).encode() + text.encode()).hexdigest()
