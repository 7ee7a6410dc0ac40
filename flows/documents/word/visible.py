"""Reduces a Word document to what a reader of the printed page sees, each text once and in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from flows.documents.markup import RAISED
from flows.documents.model import UNCLEAR
from flows.documents.word.appearance import Appearance, Appearances, low
from flows.documents.word.fields import drop_codes, fill_forms, is_mark, link_runs
from flows.documents.word.styles import MARKS, Styles, is_combined, is_on, is_patterned

_GONE = ("del", "delText", "moveFrom", "rt", *(f"{name}PrChange" for name in ("r", "p", "tc", "tr", "tbl", "sect")))
_IN_CELLS = ("hyperlink", "fldSimple", "fldChar", "drawing", "pict", "object", "bdo", "dir")
_WRAPPED = "wrapped"
_SMALLER = 0.7
"""A figure smaller than this relative to another one is a note mark."""

_Test = Callable[[etree._Element, str, bool], bool]


def _always(element: etree._Element, word: str, is_in_cell: bool) -> bool:
    return True


LOOKED_AT: dict[str, _Test] = {
    **dict.fromkeys((*_GONE, "hidden", "cellDel", "txbxContent", "AlternateContent", "highlight", "math"), _always),
    **dict.fromkeys(MARKS, lambda element, word, _: is_on(element, word)),
    **dict.fromkeys(_IN_CELLS, lambda _, __, is_in_cell: is_in_cell),
    "sdt": lambda element, word, is_in_cell: is_in_cell or element.getparent().tag == f"{{{word}}}tr",
    "shd": lambda element, _, __: is_patterned(element),
    "trHeight": lambda element, word, _: _is_flat(element, word),
    "eastAsianLayout": lambda element, word, _: is_combined(element, word),
    "w": lambda element, word, _: len(element.get(f"{{{word}}}val") or "") < 2,
    "footnoteReference": lambda element, word, _: is_mark(element, word),
    "endnoteReference": lambda element, word, _: is_mark(element, word),
}
"""Elements that may hide text, or put it somewhere other than its place in the file; and whether they do."""

_RAISING = frozenset(("sup", "sub"))
# Parts of a formula that draw their text on the line, and formatting that changes no figure.
_IN_LINE = _RAISING.union(("oMath", "oMathPara", "r", "e", "sSup", "sSub", "sSubSup", "sPre", "box"))
_FORMATTING = frozenset(("rFonts", "b", "bCs", "i", "iCs", "sz", "szCs", "lang", "kern", "noProof"))
_DRAWINGS = ("wps", "wpg", "wpc", "wpi", "wp14", "a14", "am3d", "cx", "cx1", "aink", "v", "m")
_KNOWN = frozenset((*_DRAWINGS, "w14", "w15", "w16", "w16se", "w16cex", "w16cid", "w16sdtdh"))


def leave_visible(body: etree._Element, word: str, styles: Styles) -> None:
    """Change the tree in place: remove hidden, deleted and struck-out text, and set raised text apart.

    `UNCLEAR` marks figures whose visibility cannot be decided. Text boxes follow the paragraph they are anchored in.
    """
    _leave_one_alternative(body, word)
    leave_unchanged(body, word)
    for row in list(_doubtful_rows(body, word)):
        _leave_row(row, word)
    for loose in list(_loose(body, word)):
        _wrap(loose, word)
    drop_codes(body, word)
    fill_forms(body, word)
    for run in _anchors(body, word):
        etree.SubElement(run, f"{{{word}}}t").text = UNCLEAR
    for turned in _in_cells(body, word, "bdo", "dir"):
        for text in turned.iter(f"{{{word}}}t") if turned.get(f"{{{word}}}val") == "rtl" else ():
            text.text = _doubted(text.text or "")
    _leave_formulas(body)
    marks = set(link_runs(body, word))
    appearances = Appearances(styles, word)
    for paragraph, runs in _paragraphs(body, word):
        _leave_visible_runs(paragraph, runs, appearances, marks, word)
    _hoist(body, word)


def leave_unchanged(body: etree._Element, word: str) -> None:
    """Change the tree in place: remove what tracked changes deleted."""
    # Rows before the marks within them that delete them.
    taken_out = [row.getparent() for row in body.iter(f"{{{word}}}trPr") if row.find(f"{{{word}}}del") is not None]
    taken_out += [next(mark.iterancestors(f"{{{word}}}tc")) for mark in body.iter(f"{{{word}}}cellDel")]
    for element in taken_out:
        _drop(element)
    etree.strip_elements(body, *(f"{{{word}}}{name}" for name in _GONE), with_tail=False)


def _doubtful_rows(body: etree._Element, word: str) -> Iterator[etree._Element]:
    """The rows whose properties may hide them."""
    doubtful = {f"{{{word}}}{name}" for name in ("hidden", "trHeight")}
    for properties in body.iter(f"{{{word}}}trPr"):
        if not doubtful.isdisjoint(child.tag for child in properties):
            yield properties.getparent()


def _loose(body: etree._Element, word: str) -> Iterator[etree._Element]:
    """The content of cells that has no paragraph around it."""
    runs = {f"{{{word}}}{name}" for name in ("r", "hyperlink", "fldSimple")}
    return (child for cell in body.iter(f"{{{word}}}tc") for child in cell if child.tag in runs)


def _in_cells(body: etree._Element, word: str, *names: str) -> list[etree._Element]:
    """The elements of these names that are in a cell."""
    found = body.iter(*(f"{{{word}}}{name}" for name in names))
    return [one for one in found if next(one.iterancestors(f"{{{word}}}tc"), None) is not None]


def _anchors(body: etree._Element, word: str) -> list[etree._Element]:
    """The runs in cells that hold a drawing without text."""
    drawn = _in_cells(body, word, "drawing", "pict", "object")
    runs = dict.fromkeys(one.getparent() for one in drawn)
    return [r for r in runs if r.tag == f"{{{word}}}r" and next(r.iter(f"{{{word}}}txbxContent"), None) is None]


def _wrap(loose: etree._Element, word: str) -> None:
    """Put cell content without a paragraph into the one before it, or into one of its own."""
    before = loose.getprevious()
    if before is None or before.get(_WRAPPED) is None:
        before = etree.Element(f"{{{word}}}p", {_WRAPPED: ""})
        loose.addprevious(before)
    before.append(loose)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _is_flat(height: etree._Element, word: str) -> bool:
    """Whether a row has a fixed height at which text may be invisible."""
    is_fixed = height.get(f"{{{word}}}hRule") == "exact"
    return is_fixed and low(height.get(f"{{{word}}}val") or "") != "seen"


def _leave_row(row: etree._Element, word: str) -> None:
    """Drop a hidden row; mark the figures of one that may be hidden."""
    height = row.find(f"{{{word}}}trPr/{{{word}}}trHeight")
    if is_on(row.find(f"{{{word}}}trPr/{{{word}}}hidden"), word):
        _drop(row)
    elif height is not None and _is_flat(height, word):
        if low(height.get(f"{{{word}}}val") or "") == "unseen":
            _drop(row)
        for text in row.iter(f"{{{word}}}t"):
            text.text = _doubted(text.text or "")


def _leave_formulas(body: etree._Element) -> None:
    """Set apart what a formula raises or lowers; where it does more than that, all its figures are unclear."""
    for text in [text for formula in body.iter("{*}oMath") for text in formula.iter("{*}t")]:
        around = {name for above in text.iterancestors() if (name := _name_in_formula(above))}
        dress = [each for each in text.iterfind("../{*}rPr/*") if not _name_in_formula(each)]
        if around - _IN_LINE or any(etree.QName(each).localname not in _FORMATTING for each in dress):
            text.text = _doubted(text.text or "")
        elif around & _RAISING:
            text.text = f"{RAISED}{text.text or ''}{RAISED}"


def _name_in_formula(element: etree._Element) -> str:
    """The name of an element of formulas; blank for any other."""
    name = etree.QName(element)
    return name.localname if str(name.namespace).endswith("/math") else ""


def _leave_one_alternative(body: etree._Element, word: str) -> None:
    """Replace alternative versions by the one that is shown: the first with text that programs know."""
    for element in list(body.iter("{*}AlternateContent")):
        branches = [branch for branch in element if set((branch.get("Requires") or "").split()) <= _KNOWN]
        texts = ["".join(str(t.text or "") for t in branch.iter("{*}t")) for branch in branches]
        filled = [at for at, text in enumerate(texts) if text]
        parent = element.getparent()
        if parent is None:
            continue
        kept = branches[filled[0] if filled else 0] if branches else None
        if len({texts[at] for at in filled}) > 1 and kept is not None:
            # Which version is printed depends on the program.
            for text in kept.iter(f"{{{word}}}t"):
                text.text = _doubted(text.text or "")
        for child in list(kept) if kept is not None else ():
            element.addprevious(child)
        parent.remove(element)


def _paragraphs(body: etree._Element, word: str) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """The paragraphs in order, each with its own text runs."""
    for paragraph in list(body.iter(f"{{{word}}}p")):
        runs = [
            run
            for run in paragraph.iter(f"{{{word}}}r")
            if run.find(f"{{{word}}}t") is not None and next(run.iterancestors(f"{{{word}}}p")) is paragraph
        ]
        if runs:
            yield paragraph, runs


def _leave_visible_runs(
    paragraph: etree._Element,
    runs: list[etree._Element],
    appearances: Appearances,
    marks: set[etree._Element],
    word: str,
) -> None:
    place = appearances.place(paragraph)
    seen = [(run, appearances.run(run, place)) for run in runs]
    kept = [(run, look) for run, look in seen if look.visibility != "unseen"]
    for run, look in seen:
        if look.visibility == "unseen":
            _drop(run)
    figures = [look for run, look in kept if _has_figure(run, word)]
    largest = max((look.size for look in figures), default=0)
    for run, look in kept:
        texts = run.findall(f"{{{word}}}t")
        if run in marks or _is_set_apart(look, largest, figures):
            texts[0].text = RAISED + (texts[0].text or "")
            texts[-1].text = (texts[-1].text or "") + RAISED
        if look.visibility == "unsure":
            texts[-1].text = _doubted(texts[-1].text or "", _has_figure(run, word))


def _has_figure(run: etree._Element, word: str) -> bool:
    return any(map(str.isdigit, "".join(text.text or "" for text in run.iterfind(f"{{{word}}}t"))))


def _is_set_apart(look: Appearance, largest: int, figures: list[Appearance]) -> bool:
    """Whether a run is raised above the figures around it, or far smaller than they are."""
    if look.raised.lstrip("-").isdecimal():
        return any(abs(int(look.raised)) > abs(_height(other)) for other in figures)
    return bool(look.raised) or look.size <= largest * _SMALLER


def _height(look: Appearance) -> int:
    return int(look.raised) if look.raised.lstrip("-").isdecimal() else 0


def _doubted(text: str, is_figure: bool | None = None) -> str:
    return text + UNCLEAR if (any(map(str.isdigit, text)) if is_figure is None else is_figure) else text


def _hoist(body: etree._Element, word: str) -> None:
    """Move the content of text boxes after the paragraphs they are anchored in."""
    for box in list(body.iter(f"{{{word}}}txbxContent")):
        anchor = next(box.iterancestors(f"{{{word}}}p"), None)
        if anchor is not None:
            for block in reversed(box):
                anchor.addnext(block)
