"""Brings what is remembered of a site in line with the WARC files that are there."""

from __future__ import annotations

from pathlib import Path

from flows.harvest.bounds import Bounds
from flows.harvest.client import Validators
from flows.harvest.digests import digest_of
from flows.harvest.errors import FetchError
from flows.harvest.finder import Finder
from flows.harvest.state import Known, State
from flows.harvest.stored import Stored, answers_in
from flows.harvest.warcs import names_in


def index(site: str, folder: Path, state: State, finder: Finder, bounds: Bounds) -> None:
    """Add the files of a site that are new to the state, and forget those that are gone.

    New to it are also those of a harvest that was killed, and all where the state was lost.
    """
    names, before = names_in(folder), state.files_of(site)
    state.keep_only(site, names)
    for name in names:
        if name in before:
            continue
        digests = {_add(site, name, stored, state, finder, bounds) for stored in answers_in(folder / name)}
        state.keep_in(site, name, digests)
        state.add_file(site, name)


def _add(site: str, name: str, stored: Stored, state: State, finder: Finder, bounds: Bounds) -> str:
    """Add one answer. Returns the digest of its document."""
    answer, sha256 = stored.answer, digest_of(stored.answer)
    try:
        attachments = finder.attachments_of(answer, bounds)
    except FetchError:
        attachments = ()
    headers = {key.lower(): value for key, value in reversed(answer.headers)}
    validators = Validators(answer.url, headers.get("etag"), headers.get("last-modified"))
    found = Known(name, sha256, validators, attachments, stored.at, "new", 0)
    known = state.known(site, stored.asked)
    if known and known.sha256 == sha256:
        # What a later harvest was told of it is newer than what is stored.
        found = known._replace(file=name, attachments=attachments)
    elif known and known.checked > stored.at:
        found = known
    state.put(site, stored.asked, found)
    return sha256
