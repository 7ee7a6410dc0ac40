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
    kind: str
    section: int | None
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
    more = [_Wording(_KINDS[x.kind], x.section, x.code, x.label, x) for x in c.labels]
    _no_two_meanings([*own, *more], fail)
    _no_repetition(own, more, fail)


def _own(c: Catalogue) -> list[_Wording]:
    """The form's own wordings."""
    return [
        *(_Wording("heading", None, h.heading, h.label, h) for h in c.headings),
        *(_Wording("row", r.section, r.item, r.label, r) for r in c.rows),
        *(_Wording("column", k.section, k.measure, k.label, k) for k in c.columns),
        *(_Wording("group", g.section, g.item_group, g.label, g) for g in c.groups),
    ]


def _no_two_meanings(wordings: list[_Wording], fail: Callable[[Any, str], None]) -> None:
    meaning: dict[tuple[str, int | None, str], str] = {}
    for kind, section, code, text, line in wordings:
        if not text.strip():
            fail(line, "the label is empty")
        other = meaning.setdefault((kind, section, compared(text)), code)
        if other != code:
            fail(line, f"label {text!r} would mean both {other!r} and {code!r}")


def _no_repetition(own: list[_Wording], more: list[_Wording], fail: Callable[[Any, str], None]) -> None:
    seen = {(wording.kind, wording.section, compared(wording.text)) for wording in own}
    for kind, section, _, text, line in more:
        if (kind, section, compared(text)) in seen:
            fail(line, f"label {text!r} is listed twice")
        seen.add((kind, section, compared(text)))


def compared(text: str) -> str:
    """A key for labels that the reader treats as equal: white space and full width make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).split())
