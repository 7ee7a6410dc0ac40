"""What was landed last, and whether it is still what a landing would give. Loads no library."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from expectations.catalogue import FORMAT_DIR
from flows.landing.fingerprint import fingerprint
from flows.landing.mark import Generation, in_force
from flows.landing.seen import digest_of_all, find, unchanged
from flows.landing.sound import looks_sound

_FORM = ("expectations/form.py", "expectations/shape.py", FORMAT_DIR.as_posix())
READER = ("flows/documents", "flows/reading", "flows/landing", *_FORM)
"""Everything that determines the records; when any of it changes, every document is read again."""

ROSTER = "agencies.csv"
"""The list of the agencies that have to file, beside the documents, if a supervisor's office keeps one."""

REJECTED = "rejected/rejected.csv"
GONE = "history/gone.csv"
"""The list of the documents that were landed before and are gone or changed since."""

STATUSES = ("extracted", "rejected", "duplicate")


class Landing(NamedTuple):
    """What a landing found; `read` counts the documents that had to be read, the others were landed before.

    `gone` counts those landed before whose content is not there any more. There were records that were `unusable` where
    another version of gouji left them, or they are damaged.
    """

    generation: str
    found: int
    extracted: int
    rejected: int
    duplicate: int
    read: int
    gone: int = 0
    unusable: bool = False


def current_landing(raw: Path) -> Landing | None:
    """The current landing, if it was made from the present documents by the current reader; else None."""
    current = in_force(raw)
    if current is None or current.mark.reader != fingerprint(READER) or not are_rejected_listed(raw, current):
        return None
    if not looks_sound(current.folder):
        return None
    name = name_of(raw, current.mark.reader, unchanged(raw) or digest_of_all(find(raw)))
    return landing_of(name, current.mark.statuses, 0) if current.mark.name == name else None


def name_of(raw: Path, reader: str, files: str) -> str:
    """The name of the generation made from files with this digest, the list of agencies and a reader."""
    path = raw / ROSTER
    roster = path.read_bytes() if path.is_file() else None
    made_of = [reader, files, *([] if roster is None else [hashlib.sha256(roster).hexdigest()])]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]


def landing_of(name: str, statuses: Mapping[str, int], read_now: int) -> Landing:
    """A landing of documents with these statuses."""
    extracted, rejected, duplicate = (statuses.get(status, 0) for status in STATUSES)
    return Landing(name, extracted + rejected + duplicate, extracted, rejected, duplicate, read_now)


def are_rejected_listed(raw: Path, current: Generation) -> bool:
    """Whether the list of the rejected is that of this generation, of which it has the time, as it was written.

    A killed landing may not have written it, and whoever changes it changes its time.
    """
    path = raw / REJECTED
    return path.is_file() and path.stat().st_mtime_ns == current.made_at
