"""What the parts of a running desk share."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flows.desk.decisions import Decisions
from flows.desk.readers import Readers
from flows.desk.sessions import Attempts, Sessions


class Desk(NamedTuple):
    """One running desk: `site` is the folder it shows, `passwords` the file of those who may sign in, if they have to.

    `host` is where it is bound, `cookie` the name of its cookie.
    """

    host: str
    site: Path
    passwords: Path | None
    cookie: str
    decisions: Decisions
    readers: Readers
    sessions: Sessions
    attempts: Attempts
