"""Checks that no wording of the form means two things, and that every wording names something that exists."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any, NamedTuple

from expectations.form import Catalogue

_STATUSES = ("variant", "misprint", "converted")
# An extra row competes with the rows of its table; the form has no code for it. Fragments name nothing themselves.
_KINDS = {"heading": "heading", "row": "row", "column": "column", "group": "group", "extra": "row", "fragment": ""}


class _Wording(NamedTuple):
    """A wording; `within` is what else tells its meaning: in a list, the row that a row is part of, and the block."""

    kind: str
    section: int | None
    within: str
    code: str
    text: str
    line: Any


def check(c: Catalogue, fail: Callable[[Any, str], None]) -> None:
    """Report the first label that is empty, unknown, doubled or ambiguous."""
    own = _own(c)
    known = {(wording.kind, wording.section, wording.code) for wording in own}
    for label in c.labels:
        if label.kind not in _KINDS:
            fail(label, f"kind {label.kind!r} is not one of {', '.join(_KINDS)}")
        if label.status not in _STATUSES:
            fail(label, f"status {label.status!r} is not one of {', '.join(_STATUSES)}")
        if _KINDS[label.kind] == label.kind and (label.kind, label.section, label.code) not in known:
            fail(label, f"{label.kind} {label.code!r} is not in section {label.section} of the form")
    within = _within(c)
    more = [
        _Wording(_KINDS[x.kind], x.section, within.get((x.kind, x.section, x.code), ""), x.code, x.label, x)
        for x in c.labels
    ]
    _no_two_meanings([*own, *more], fail)
    _no_repetition(own, more, fail)


def _own(c: Catalogue) -> list[_Wording]:
    """The form's own wordings."""
    lines: list[tuple[str, int | None, str, Any]] = [
        *(("heading", None, h.heading, h) for h in c.headings),
        *(("row", r.section, r.item, r) for r in c.rows),
        *(("column", k.section, k.measure, k) for k in c.columns),
        *(("group", g.section, g.item_group, g) for g in c.groups),
    ]
    within = _within(c)
    return [
        _Wording(kind, section, within.get((kind, section, code), ""), code, line.label, line)
        for kind, section, code, line in lines
    ]


def _within(c: Catalogue) -> dict[tuple[str, int | None, str], str]:
    """What else tells the meaning of the labels of lists, by kind, section and code."""
    lists = {b.section for b in c.blocks if b.layout == "list"}
    found: dict[tuple[str, int | None, str], str] = {}
    found |= {("row", r.section, r.item): r.item_group for r in c.rows if r.section in lists}
    found |= {("column", k.section, k.measure): k.block for k in c.columns if k.section in lists}
    return found


def _no_two_meanings(wordings: list[_Wording], fail: Callable[[Any, str], None]) -> None:
    meaning: dict[tuple[str, int | None, str, str], str] = {}
    for kind, section, within, code, text, line in wordings:
        if not text.strip():
            fail(line, "the label is empty")
        other = meaning.setdefault((kind, section, within, compared(text)), code)
        if other != code:
            fail(line, f"label {text!r} would mean both {other!r} and {code!r}")


def _no_repetition(own: list[_Wording], more: list[_Wording], fail: Callable[[Any, str], None]) -> None:
    seen = {(wording.kind, wording.section, wording.within, compared(wording.text)) for wording in own}
    for kind, section, within, _, text, line in more:
        if (kind, section, within, compared(text)) in seen:
            fail(line, f"label {text!r} is listed twice")
        seen.add((kind, section, within, compared(text)))


def compared(text: str) -> str:
    """A key for labels that the reader treats as equal: white space and full width make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).split())
