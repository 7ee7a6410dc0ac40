"""Leaves of a Word document what a reader of the printed page sees, each text once and in its place."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from flows.documents.containers import Parts, parse_xml
from flows.documents.markup import RAISED

_GONE = ("del", "delText", "moveFrom", "rt", *(f"{name}PrChange" for name in ("r", "p", "tc", "tr", "tbl", "sect")))
_MARKS = ("vanish", "strike", "dstrike", "vertAlign")
LOOKED_AT = (*_GONE, *_MARKS, "rStyle", "hidden", "cellDel", "txbxContent")
"""Elements without which all text is seen, and seen where it stands in the file."""

_STYLES = "word/styles.xml"
_OFF = ("0", "false", "off", "none")
_RUNS = "//w:r[w:rPr[w:vanish or w:strike or w:dstrike or w:vertAlign or w:rStyle]]"
_ROWS = "//w:tr[w:trPr[w:del or w:hidden]] | //w:tc[w:tcPr/w:cellDel]"


@lru_cache(maxsize=16)
def _path(expression: str, word: str) -> etree.XPath:
    return etree.XPath(expression, namespaces={"w": word})


def leave_visible(body: etree._Element, word: str, parts: Parts | None) -> None:
    """Change the tree in place: hidden, deleted and struck-out text is gone, raised text stands apart.

    Text boxes follow the paragraph they are anchored in.
    """
    _leave_one_alternative(body)
    # Rows before the marks within them that say so.
    for element in _path(_ROWS, word)(body):
        hidden = element.find(f"{{{word}}}trPr/{{{word}}}hidden")
        if hidden is None or _is_on(hidden, word):
            _drop(element)
    etree.strip_elements(body, *(f"{{{word}}}{name}" for name in _GONE), with_tail=False)
    _leave_visible_runs(body, word, parts)
    _hoist(body, word)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _leave_one_alternative(body: etree._Element) -> None:
    """Of the versions of one drawing only the first with text in it."""
    for element in list(body.iter("{*}AlternateContent")):
        branches = list(element)
        kept = next((b for b in branches if next(b.iter("{*}t"), None) is not None), None)
        for branch in branches:
            if branch is not kept:
                element.remove(branch)


def _leave_visible_runs(body: etree._Element, word: str, parts: Parts | None) -> None:
    styled = _marked_styles(parts) if parts is not None else {}
    for run in _path(_RUNS, word)(body):
        marks = _marks(run.find(f"{{{word}}}rPr"), word, styled)
        if marks & {"vanish", "strike", "dstrike"}:
            _drop(run)
        elif "vertAlign" in marks:
            texts = run.findall(f"{{{word}}}t")
            if texts:
                texts[0].text = RAISED + (texts[0].text or "")
                texts[-1].text = (texts[-1].text or "") + RAISED


def _marks(properties: etree._Element, word: str, styled: dict[str, frozenset[str]]) -> set[str]:
    """The marks a run has: those of its character style, and its own, which may be switched off."""
    style = properties.find(f"{{{word}}}rStyle")
    found = set(styled.get(style.get(f"{{{word}}}val", ""), ())) if style is not None else set()
    for name in _MARKS:
        mark = properties.find(f"{{{word}}}{name}")
        if mark is not None:
            found = found | {name} if _is_on(mark, word) else found - {name}
    return found


def _is_on(mark: etree._Element, word: str) -> bool:
    return mark.get(f"{{{word}}}val") not in (*_OFF, "baseline")


def _marked_styles(parts: Parts) -> dict[str, frozenset[str]]:
    """The marks of character styles that have any."""
    if _STYLES not in parts.sizes:
        return {}
    found = {}
    for style in parse_xml(parts.read(_STYLES)).iterfind("{*}style"):
        word = etree.QName(style).namespace or ""
        properties = style.find(f"{{{word}}}rPr")
        if properties is not None and (marks := _marks(properties, word, {})):
            found[style.get(f"{{{word}}}styleId", "")] = frozenset(marks)
    return found


def _hoist(body: etree._Element, word: str) -> None:
    """Move what text boxes hold behind the paragraphs they are anchored in."""
    for box in list(body.iter(f"{{{word}}}txbxContent")):
        anchor = next(box.iterancestors(f"{{{word}}}p"), None)
        if anchor is not None:
            for block in reversed(box):
                anchor.addnext(block)
