"""Which backups of a folder there are, and where one of them has the content of a file.

`raw/.backups.json` names the folders that were backed up to, the last one first. Losing it costs only that what is gone
is listed without the place of its copy.
"""

from __future__ import annotations

import json
from pathlib import Path

from flows.landing.replacing import replace

_FILE = ".backups.json"
_MOST = 5


def object_in(backup: Path, sha256: str) -> Path:
    """Where a backup has the content with this digest, if it has it."""
    return backup / "objects" / sha256[:2] / sha256


def remember(raw: Path, backup: Path, taken: str) -> None:
    """Note that there is a backup in a folder, `taken` at a time."""
    folder = str(backup.resolve())
    known = {folder: taken, **{name: when for name, when in backups_of(raw).items() if name != folder}}
    replace(raw / _FILE, json.dumps(dict(list(known.items())[:_MOST])).encode())


def backups_of(raw: Path) -> dict[str, str]:
    """The folders that were backed up to, the last one first, each with when that was; none where that is not known."""
    try:
        found = json.loads((raw / _FILE).read_text("utf-8"))
        return {str(folder): str(taken) for folder, taken in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def copy_of(backups: dict[str, str], sha256: str) -> Path | None:
    """The file that holds this content in one of these backups; None where none of them can be seen to have it."""
    places = (object_in(Path(folder), sha256) for folder in backups)
    return next((place for place in places if place.is_file()), None)
