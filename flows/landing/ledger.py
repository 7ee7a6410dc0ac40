"""Accounts for every document found, in order, and knows which of them the last generation has read already."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from flows.documents.origin import UNKNOWN, Origin
from flows.landing.generations import Account
from flows.landing.originals import Found
from flows.landing.sources import Source

# Every part has files of its own, by table and year, however few documents are in it; each day may bring another one.
_SMALL, _FULL, _MANY = 250, 500, 32


class _Origin(NamedTuple):
    """Where a document was fetched from, as an account has it; `origin` is a digest of all that is known of that."""

    address: str | None = None
    fetched_at: dt.datetime | None = None
    site: str | None = None
    page_address: str | None = None
    origin: str | None = None


_NOWHERE = _Origin()


class _Row(NamedTuple):
    """A document found, where it was fetched from, and the file that it is or is packed in."""

    document: str
    sha256: str
    duplicate: bool
    file: Found
    origin: _Origin


class _Outcome(NamedTuple):
    """What became of a document; one without a status is unaccounted for, which stops the landing."""

    media_type: str | None = None
    encoding: str | None = None
    status: str = ""
    reason: str | None = None
    part: str | None = None


class Kept(NamedTuple):
    """Parts of the last generation that become one of this name, each with the reports in it that are gone."""

    name: str
    parts: Mapping[str, Set[str]]


class Ledger:
    """Documents as they are found; of those with the same bytes only the first is read."""

    def __init__(self, last: Sequence[Account]) -> None:
        self._of_file: dict[tuple[str, str], list[Account]] = defaultdict(list)
        for account in last:
            self._of_file[account.file, account.file_sha256].append(account)
        self._before = {(a.document, a.sha256): a for a in last if a.status != "duplicate"}
        self._first: dict[str, str] = {}
        self._known: dict[str, _Outcome] = {}
        self._kept: set[tuple[str, str]] = set()
        self._outcomes: dict[_Outcome, _Outcome] = {}
        self._rows: list[_Row] = []
        self._now_in: dict[str, str] = {}

    def unknown(self, files: Iterable[Found]) -> int:
        """How many files the last generation does not know, or knows with different content."""
        return sum((file.document, file.sha256) not in self._of_file for file in files)

    def to_read(self, files: Iterable[Found], opened: Callable[[Found], Iterable[Source]]) -> Iterator[Source]:
        """Enter every document of every file, and yield those that must be read.

        A file is opened unless it is unchanged and nothing in it has to be read.
        """
        for file in files:
            before = self._of_file.get((file.document, file.sha256))
            if before is not None and self._is_settled(before):
                for account in before:
                    self._enter(account.document, account.sha256, file, _landed(account))
            else:
                found = opened(file) if file.sha256 not in self._first else [Source(file.document, file.sha256, b"")]
                yield from (s for s in found if self._enter(s.document, s.sha256, file, _fetched(s.origin)))
            # An archive is not a document, but a copy of one is a duplicate.
            self._first.setdefault(file.sha256, file.document)

    def will_open(self, file: Found) -> bool:
        """Whether a file will be opened when its turn comes, as far as is known by now."""
        return file.sha256 not in self._first and (file.document, file.sha256) not in self._of_file

    def _is_settled(self, accounts: Sequence[Account]) -> bool:
        """Whether the duplicates in a file still come after their originals."""
        firsts = {account.sha256 for account in accounts if account.status != "duplicate"}
        return all(a.status != "duplicate" or a.sha256 in firsts or a.sha256 in self._first for a in accounts)

    def _enter(self, document: str, sha256: str, file: Found, origin: _Origin) -> bool:
        """Account for a document; return whether it must be read."""
        duplicate = sha256 in self._first
        sha256 = file.sha256 if sha256 == file.sha256 else sha256
        self._rows.append(_Row(document, sha256, duplicate, file, origin))
        if duplicate:
            return False
        self._first[sha256] = document
        before = self._before.get((document, sha256))
        # What a document leaves open may have been read from where it was fetched.
        if before is None or before.origin != origin.origin:
            return True
        self._kept.add((document, sha256))
        self._know(before, before.part)
        return False

    def _know(self, account: Account, part: str | None) -> None:
        # There are few different outcomes, so each is stored once.
        outcome = _Outcome(account.media_type, account.encoding, account.status, account.reason, part)
        self._known[account.sha256] = self._outcomes.setdefault(outcome, outcome)

    def kept_parts(self) -> Iterator[Kept]:
        """The parts of the last generation that are kept at least partly; many small ones are joined."""
        parts, small = defaultdict[str, list[Account]](list), dict[str, tuple[set[str], int]]()
        for account in self._before.values():
            if account.part:
                parts[account.part].append(account)
        for part, accounts in parts.items():
            gone = {a.report_id for a in accounts if (a.document, a.sha256) not in self._kept}
            kept = len(accounts) - len(gone)
            if kept >= _SMALL:
                yield Kept(part, {part: gone})
            elif kept:
                small[part] = gone, kept
        for together in _together(small, _FULL if len(small) > _MANY else 1):
            first, *others = together
            name = hashlib.sha256("".join(together).encode()).hexdigest()[:16] if others else first
            self._now_in |= dict.fromkeys(together, name)
            yield Kept(name, together)

    def read(self, accounts: Iterable[Account], part: str) -> None:
        """Record what became of documents whose records, if any, are in a part."""
        for account in accounts:
            self._know(account, part)

    def accounts(self) -> list[Account]:
        """What became of every document, in the order in which they were found."""
        return [self._account(row) for row in self._rows]

    def _account(self, row: _Row) -> Account:
        outcome = self._known.get(row.sha256, _Outcome())
        if row.duplicate:
            reason = f"duplicate: {self._first[row.sha256]}"
            outcome = outcome._replace(status="duplicate", reason=reason, part=None)
        elif outcome.part in self._now_in:
            outcome = outcome._replace(part=self._now_in[outcome.part])
        return Account(
            document=row.document,
            sha256=row.sha256,
            report_id=row.sha256[:16],
            **outcome._asdict(),
            **row.origin._asdict(),
            file=row.file.document,
            file_sha256=row.file.sha256,
        )


def _together(small: Mapping[str, tuple[set[str], int]], full: int) -> Iterator[dict[str, set[str]]]:
    """Parts, each with its reports that are gone, in groups that keep so many documents: one is in memory at a time."""
    together, kept = dict[str, set[str]](), 0
    for part, (gone, left) in small.items():
        together[part] = gone
        kept += left
        if kept >= full:
            yield together
            together, kept = {}, 0
    if together:
        yield together


def _landed(account: Account) -> _Origin:
    return _Origin(account.address, account.fetched_at, account.site, account.page_address, account.origin)


def _fetched(origin: Origin) -> _Origin:
    return _NOWHERE if origin == UNKNOWN else _Origin(*origin[:4], origin.digest)
