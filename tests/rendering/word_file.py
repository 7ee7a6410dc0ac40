"""Reports as DOCX, written part by part as Word does: grid spans, vertical merges, words and numbers cut into runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from random import Random
from xml.sax.saxutils import escape

from tests.rendering.harm_text import INVISIBLE
from tests.rendering.harm_visibility import HIDDEN, RAISED, STRUCK, pieces_of
from tests.rendering.markdown import grid
from tests.rendering.pieces import Document, Piece, Prose, Table

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = (
    f"{_XML}"
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/numbering.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    f"{_XML}"
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{type}" Target="{target}"/></Relationships>'
)
# A label's number in any width, and invisible characters next to it.
_NUMBER = re.compile(rf"[{INVISIBLE}]*(\d)[{INVISIBLE}]*[.．](?![{INVISIBLE}]*\d)")
_NUMBERING = (
    f'{_XML}<w:numbering {_W}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    "</w:abstractNum>{nums}</w:numbering>"
)
_NUM = (
    '<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in ("top", "left", "bottom", "right")
)
_KEPT = (
    '<w:widowControl/><w:adjustRightInd w:val="0"/><w:snapToGrid w:val="0"/><w:spacing w:line="360" w:lineRule="auto"/>'
)
_SIZES = '<w:color w:val="000000"/><w:kern w:val="0"/><w:sz w:val="20"/><w:szCs w:val="20"/><w:lang w:bidi="ar"/>'
_FONTS = '<w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体" w:hint="eastAsia"/>'
_WAYS = {
    RAISED: (
        '<w:vertAlign w:val="superscript"/>',
        '<w:sz w:val="20"/><w:position w:val="8"/>',
        '<w:sz w:val="11"/>',
        '<w:rStyle w:val="noteBelow"/>',
    ),
    STRUCK: ("<w:strike/>", '<w:dstrike w:val="true"/>', '<w:rStyle w:val="struckBelow"/>'),
    HIDDEN: (
        "<w:vanish/>",
        "<w:specVanish/>",
        '<w:color w:val="FFFFFF"/>',
        '<w:color w:val="auto" w:themeColor="background1"/>',
        '<w:sz w:val="2"/>',
        '<w:color w:val="000000"/><w:shd w:val="clear" w:color="auto" w:fill="000000"/>',
    ),
}
_STYLE = '<w:style w:type="character" w:styleId="{0}"><w:rPr>{1}</w:rPr></w:style>'
_BASED = '<w:style w:type="character" w:styleId="{0}Below"><w:basedOn w:val="{0}"/></w:style>'
_STYLES = (
    f"{_XML}<w:styles {_W}>{_STYLE.format('note', _WAYS[RAISED][0])}{_BASED.format('note')}"
    f"{_STYLE.format('struck', _WAYS[STRUCK][0])}{_BASED.format('struck')}</w:styles>"
)


class _Writer:
    """Writes one document; `numbered` leaves the numbers of rows to Word, `revised` keeps deleted text in it."""

    def __init__(self, choice: Random, layout: str) -> None:
        self.choice = choice
        self.numbered, self.revised = layout == "numbered", layout == "revised"
        self.nested, self.split = layout == "nested", layout == "split"
        self.cut = choice.choice((0.0, 0.1, 0.5))
        self.lists = 0
        self.is_styled = False

    def paragraph(self, text: str, style: str = "") -> str:
        number = ""
        found = _NUMBER.match(text) if self.numbered else None
        if found:
            self.lists += int(found[1]) == 1
            text = text[found.end() :]
            number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{max(self.lists, 1)}"/></w:numPr>'
        revision = f'w:rsidR="00{self.choice.randrange(16**6):06X}" w:rsidRDefault="00C43B11"'
        return f"<w:p {revision}><w:pPr>{number}{_KEPT}{style}</w:pPr>{self._runs(text)}</w:p>"

    def _runs(self, text: str) -> str:
        marked = list(pieces_of(text))
        if any(mark for mark, _ in marked):
            return "".join(self._marked(mark, piece) if mark else self._runs(piece) for mark, piece in marked)
        parts = [part for line in text.split("\n") for part in (*self._cut(line), "\n")][:-1]
        runs = "".join("<w:r><w:br/></w:r>" if part == "\n" else self._run(part) for part in parts)
        if self.revised and text.isdigit() and self.choice.random() < 0.3:
            old = f'<w:del w:id="1" w:author="a"><w:r><w:delText>{self.choice.randrange(999)}</w:delText></w:r></w:del>'
            return f'{old}<w:ins w:id="2" w:author="a">{runs}</w:ins>'
        return runs

    def _marked(self, mark: str, text: str) -> str:
        """Characters that are raised, struck out or invisible, in one of the possible encodings."""
        way = self.choice.choice(_WAYS[mark])
        self.is_styled |= "rStyle" in way
        return f'<w:r><w:rPr>{way}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    def _cut(self, text: str) -> list[str]:
        parts = text.split("\ue001")
        return [piece for part in parts for piece in self._halved(part) if piece]

    def _halved(self, text: str) -> tuple[str, ...]:
        if len(text) < 2 or self.choice.random() >= self.cut:
            return (text,)
        at = self.choice.randrange(1, len(text))
        return text[:at], text[at:]

    def _run(self, text: str) -> str:
        mark = self.choice.choice(
            ("", "", '<w:proofErr w:type="spellStart"/>', '<w:bookmarkStart w:id="0" w:name="_G"/>')
        )
        return f'{mark}<w:r><w:rPr>{_FONTS}{_SIZES}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    def block(self, block: Table | Prose) -> str:
        if isinstance(block, Prose):
            return self.paragraph(block.text, '<w:ind w:firstLineChars="200"/>' if block.kind == "sentence" else "")
        tables = [block]
        if self.split and block.section == 3 and len(block.rows) > 6:
            at = self.choice.randrange(5, len(block.rows) - 1)
            tables = list(split_at(block, at))
        written = "<w:p/>".join(self._table(table) for table in tables)
        if self.nested:
            cell = f"<w:tc><w:tcPr/>{self.paragraph('附表')}{written}<w:p/></w:tc>"
            return f'<w:tbl><w:tblGrid><w:gridCol w:w="9000"/></w:tblGrid><w:tr>{cell}</w:tr></w:tbl><w:p/>'
        return written + "<w:p/>"

    def _table(self, table: Table) -> str:
        columns = "".join(f'<w:gridCol w:w="{self.choice.randrange(600, 1200)}"/>' for _ in range(table.width))
        rows = "".join(f"<w:tr><w:trPr/>{self._row(cells)}</w:tr>" for cells in _merged(table))
        return f'<w:tbl><w:tblPr><w:tblW w:w="0"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'

    def _row(self, cells: list[tuple[Piece, bool]]) -> str:
        written = []
        borders = f'<w:tcBorders>{_BORDERS}</w:tcBorders><w:noWrap/><w:vAlign w:val="center"/>'
        for piece, continued in cells:
            span = f'<w:gridSpan w:val="{piece.across}"/>' if piece.across > 1 else ""
            merge = "<w:vMerge/>" if continued else '<w:vMerge w:val="restart"/>' if piece.down > 1 else ""
            inside = "<w:p/>" if continued else self._inside(piece)
            written.append(
                f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{span}{merge}{borders}</w:tcPr>{inside}</w:tc>'
            )
        return "".join(written)

    def _inside(self, piece: Piece) -> str:
        lines = piece.text.split("\n") if self.choice.random() < 0.5 else [piece.text]
        return "".join(self.paragraph(line, '<w:jc w:val="center"/>') for line in lines)


def split_at(table: Table, at: int, repeated: bool = True) -> tuple[Table, Table]:
    """A table split in two at a row, groups that span the cut in both; `repeated` after it or left blank."""
    upper, lower = [], [list(row) for row in table.rows[at:]]
    carried = []
    for number, row in enumerate(table.rows[:at]):
        upper.append(tuple(piece._replace(down=min(piece.down, at - number)) for piece in row))
        left = (piece._replace(down=piece.down - at + number) for piece in row if piece.down > at - number)
        carried += [piece if repeated else piece._replace(text="") for piece in left]
    lower[0] = [*carried, *lower[0]]
    return table._replace(rows=tuple(upper)), table._replace(rows=tuple(map(tuple, lower)))


def _merged(table: Table) -> list[list[tuple[Piece, bool]]]:
    """Every cell of every row as Word lists them: (piece, whether it continues one of an earlier row)."""
    open_cells: dict[int, tuple[Piece, int]] = {}
    rows = []
    for number, cells in enumerate(grid(table)):
        row: list[tuple[Piece, bool]] = []
        for column, piece in enumerate(cells):
            held = open_cells.get(column)
            if piece is not None:
                row.append((piece, False))
                open_cells[column] = (piece, number + piece.down)
            elif held and number < held[1] and held[0].down > 1:
                row.append((held[0], True))
        rows.append(row)
    return rows


def docx(document: Document, choice: Random, layout: str) -> bytes:
    """The report as a DOCX file of one layout."""
    writer = _Writer(choice, layout)
    body = "".join(writer.block(block) for block in document)
    text = f"{_XML}<w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>"
    numbers = "".join(_NUM.format(n=n) for n in range(1, writer.lists + 2))
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS.format(type=f"{_OFFICE}/officeDocument", target="word/document.xml"),
            "word/_rels/document.xml.rels": _RELATIONS.format(type=f"{_OFFICE}/numbering", target="numbering.xml"),
            "word/numbering.xml": _NUMBERING.format(nums=numbers),
            "word/document.xml": text,
            **({"word/styles.xml": _STYLES} if writer.is_styled else {}),
        }
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these parts, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(zipfile.ZipInfo(name, (2022, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


LAYOUTS = ("word", "split", "nested", "revised", "numbered")
WRITERS: dict[str, Callable[[Document, Random], bytes]] = {
    name: lambda document, choice, name=name: docx(document, choice, name) for name in LAYOUTS
}
