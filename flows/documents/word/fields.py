"""Fields and forms of Word documents: what they show, and which runs are links to notes rather than figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from flows.documents.model import FIELD
from flows.documents.numbers import whole
from flows.documents.word.styles import is_on

_LINKS = re.compile(r"\s*(?:NOTEREF|FTNREF|REF|PAGEREF|HYPERLINK\s)", re.IGNORECASE)
_REFERENCES = ("footnoteReference", "endnoteReference")


def is_mark(reference: etree._Element, word: str) -> bool:
    """Whether the text beside a reference to a note is the mark of that note."""
    follows = reference.get(f"{{{word}}}customMarkFollows")
    return follows is not None and follows not in ("0", "false", "off")


def link_runs(body: etree._Element, word: str) -> Iterator[etree._Element]:
    """The runs in cells that are note marks or links: they are not part of the figure beside them."""
    for reference in body.iter(*(f"{{{word}}}{name}" for name in _REFERENCES)):
        run = reference.getparent()
        if run is not None and is_mark(reference, word):
            yield run
            # The mark may be in a run of its own.
            following = run.getnext()
            if run.find(f"{{{word}}}t") is None and following is not None:
                yield following
    for cell in body.iter(f"{{{word}}}tc"):
        for link in cell.iter(f"{{{word}}}hyperlink", f"{{{word}}}fldSimple"):
            if link.tag.endswith("}hyperlink") or _LINKS.match(link.get(f"{{{word}}}instr") or ""):
                yield from link.iter(f"{{{word}}}r")
        for field in _fields(cell, word):
            if _LINKS.match("".join(field.asks)):
                yield from field.result


class _Field:
    """A field while it is read: its instruction, the runs of that and of its result, those that begin and end it."""

    def __init__(self, begun: etree._Element) -> None:
        self.begun = self.ended = begun
        self.asks: list[str] = []
        self.code: list[etree._Element] = []
        self.result: list[etree._Element] = []
        self.has_result = False

    def take(self, run: etree._Element) -> None:
        (self.result if self.has_result else self.code).append(run)


def _fields(cell: etree._Element, word: str) -> Iterator[_Field]:
    """The fields of a cell that end in it."""
    if next(cell.iter(f"{{{word}}}fldChar"), None) is None:
        return
    open_fields: list[_Field] = []
    for run in cell.iter(f"{{{word}}}r"):
        for said in run.iterfind(f"{{{word}}}instrText"):
            if open_fields:
                open_fields[-1].asks.append(said.text or "")
        mark = run.find(f"{{{word}}}fldChar")
        kind = "" if mark is None else mark.get(f"{{{word}}}fldCharType")
        if kind == "begin":
            open_fields.append(_Field(run))
        elif kind == "separate" and open_fields:
            open_fields[-1].has_result = True
        elif kind == "end" and open_fields:
            field = open_fields.pop()
            field.ended = run
            yield field
        elif kind == "":
            for field in open_fields:
                field.take(run)


def drop_codes(body: etree._Element, word: str) -> None:
    """Empty the runs in cells that hold the instruction of a field, which is never printed."""
    for cell in body.iter(f"{{{word}}}tc"):
        for run in [run for field in _fields(cell, word) for run in field.code]:
            for text in run.findall(f"{{{word}}}t"):
                run.remove(text)


def fill_forms(body: etree._Element, word: str) -> None:
    """Fill form fields with what they show; `FIELD` where that is not in the document."""
    for cell in body.iter(f"{{{word}}}tc"):
        for field in list(_fields(cell, word)):
            data = field.begun.find(f"{{{word}}}fldChar/{{{word}}}ffData")
            if data is not None:
                texts = "".join(t.text or "" for run in field.result for t in run.iterfind(f"{{{word}}}t"))
                shown = _chosen(data, word) if not texts.strip() else ""
                if shown:
                    etree.SubElement(field.ended, f"{{{word}}}t").text = shown
        for control in cell.iter(f"{{{word}}}sdt"):
            _fill_control(control, word)
    for control in body.iter(f"{{{word}}}sdt"):
        if next(control.iter(f"{{{word}}}tc"), None) is not None:
            _fill_control(control, word)


def _chosen(data: etree._Element, word: str) -> str:
    """What a field of a form without any text shows: the entry that is chosen in a list."""
    entries = data.findall(f"{{{word}}}ddList/{{{word}}}listEntry")
    if data.find(f"{{{word}}}checkBox") is not None:
        return ""
    if not entries:
        return FIELD
    said = data.find(f"{{{word}}}ddList/{{{word}}}result")
    said = data.find(f"{{{word}}}ddList/{{{word}}}default") if said is None else said
    at = "0" if said is None else said.get(f"{{{word}}}val") or "0"
    number = whole(at, len(entries))
    return (entries[number].get(f"{{{word}}}val") or FIELD) if number < len(entries) else FIELD


def _fill_control(control: etree._Element, word: str) -> None:
    """Mark a figure that is only a control's placeholder, and a control without text."""
    content = control.find(f"{{{word}}}sdtContent")
    properties = control.find(f"{{{word}}}sdtPr")
    if content is None or properties is None or next(content.iter(f"{{{word}}}tbl"), None) is not None:
        return
    texts = list(content.iter(f"{{{word}}}t"))
    said = "".join(text.text or "" for text in texts)
    if said.strip() and is_on(properties.find(f"{{{word}}}showingPlcHdr"), word):
        texts[-1].text = (texts[-1].text or "") + FIELD
    elif not said.strip() and next(content.iter("{*}sym"), None) is None:
        inside = next(content.iter(f"{{{word}}}p"), content)
        run = etree.SubElement(inside, f"{{{word}}}r")
        etree.SubElement(run, f"{{{word}}}t").text = FIELD
