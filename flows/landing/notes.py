"""Notes that a run leaves for the next one, with a digest, so that a damaged one says nothing false. Loads nothing."""

from __future__ import annotations

import hashlib
import json
from typing import Any

_CHECK = "check"


def sealed(note: dict[str, Any]) -> bytes:
    """A note as it is written."""
    return json.dumps({**note, _CHECK: _digest(note)}, ensure_ascii=False, sort_keys=True).encode()


def unsealed(content: bytes) -> dict[str, Any]:
    """The note that was written. Raises ValueError where it was changed since; an earlier version wrote no digest."""
    note = json.loads(content.decode("utf-8"))
    if not isinstance(note, dict):
        raise ValueError("a note has names")
    check = note.pop(_CHECK, None)
    if check is not None and check != _digest(note):
        raise ValueError("the note was changed after it was written")
    return note


def _digest(note: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(note, sort_keys=True).encode()).hexdigest()[:16]
