"""What a reader of a printed Word document sees of its figures, by whatever way the file says it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from flows.documents.docx import read_docx
from flows.layouts.values import parse
from tests.office_files import TRANSITIONAL, cell, docx, paragraph, table

FIVE = Decimal(15)


def _styles(*styles: str, defaults: str = "") -> str:
    return f'<w:styles xmlns:w="{TRANSITIONAL}">{defaults}{"".join(styles)}</w:styles>'


def _style(name: str, marks: str, based: str = "", kind: str = "character", more: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}" {more}>{on}<w:rPr>{marks}</w:rPr></w:style>'


def _run(text: str, marks: str = "") -> str:
    return f"<w:r><w:rPr>{marks}</w:rPr><w:t>{text}</w:t></w:r>"


def _line(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _told(content: str, styles: str = "", around: str = "") -> tuple[Decimal | None, str | None]:
    """Value and note of a cell, the second of its row."""
    parts = {"styles": styles} if styles else {}
    opened = read_docx(docx(table(cell(paragraph("申请")) + cell(content, around)), **parts))
    figure = parse(opened.grids[0].texts[0][1])
    return figure.value, figure.note


END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
LINE = _style("L", "<w:strike/>")
GONE = {
    "white": (_line(_run("15"), _run("7", '<w:color w:val="FFFFFF"/>')), ""),
    "almost white": (_line(_run("15"), _run("7", '<w:color w:val="FEFDFE"/>')), ""),
    "white of the theme": (_line(_run("15"), _run("7", '<w:color w:val="auto" w:themeColor="background1"/>')), ""),
    "as its shade": (
        _line(_run("15"), _run("7", '<w:color w:val="C00000"/><w:shd w:val="clear" w:fill="C00000"/>')),
        "",
    ),
    "as its solid shade": (
        _line(_run("15"), _run("7", '<w:shd w:val="solid" w:color="000000"/><w:color w:val="000000"/>')),
        "",
    ),
    "as its highlight": (_line(_run("15"), _run("7", '<w:highlight w:val="red"/><w:color w:val="FF0000"/>')), ""),
    "special": (_line(_run("15"), _run("7", "<w:specVanish/>")), ""),
    "one point": (_line(_run("15"), _run("7", '<w:sz w:val="2"/>')), ""),
    "half a point": (_line(_run("15"), _run("7", '<w:sz w:val="1"/><w:szCs w:val="1"/>')), ""),
    "based on a style": (
        _line(_run("12", '<w:rStyle w:val="M"/>'), _run("15")),
        _styles(LINE, _style("M", "", "L")),
    ),
    "a style far below": (
        _line(_run("12", '<w:rStyle w:val="N"/>'), _run("15")),
        _styles(_style("N", "<w:b/>", "M"), _style("M", "", "L"), LINE),
    ),
    "a paragraph's style": (
        _line(_run("12"), properties='<w:pStyle w:val="P"/>') + _line(_run("15")),
        _styles(_style("P", "<w:vanish/>", kind="paragraph")),
    ),
    "a paragraph's style, switched off in a run": (
        _line(_run("12"), _run("15", '<w:strike w:val="0"/>'), properties='<w:pStyle w:val="P"/>'),
        _styles(_style("P", "<w:strike/>", kind="paragraph")),
    ),
    "a paragraph's style, toggled by a character's": (
        _line(_run("12"), _run("15", '<w:rStyle w:val="L"/>'), properties='<w:pStyle w:val="P"/>'),
        _styles(_style("P", "<w:strike/>", kind="paragraph"), LINE),
    ),
    "the usual paragraph": (
        _line(_run("12"), _run("15", '<w:dstrike w:val="off"/>')),
        _styles(_style("P", "<w:dstrike/>", kind="paragraph", more='w:default="1"')),
    ),
    "the document's defaults": (
        _line(_run("12"), _run("15", '<w:vanish w:val="false"/>')),
        _styles(defaults="<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"),
    ),
    "a style's colour": (
        _line(_run("15"), _run("7", '<w:rStyle w:val="W"/>')),
        _styles(_style("W", '<w:color w:val="ffffff"/>')),
    ),
    "lines of one point": (
        _line(_run("15")) + _line(_run("7"), properties='<w:spacing w:line="20" w:lineRule="exact"/>'),
        "",
    ),
    "one of two versions": (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>15</w:t></mc:Choice><mc:Fallback><w:t>15</w:t>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "",
    ),
    "versions around runs": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='w14'>{_run('15')}</mc:Choice><mc:Fallback>{_run('15')}"
        "</mc:Fallback></mc:AlternateContent></w:p>",
        "",
    ),
    "a version of nobody": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='zz9'>{_run('7')}</mc:Choice><mc:Fallback>{_run('15')}"
        "</mc:Fallback></mc:AlternateContent></w:p>",
        "",
    ),
    "a choice of a form": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="7"/>'
        '<w:listEntry w:val="15"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
        "",
    ),
    "a text typed into a form": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="7"/></w:textInput>'
        "</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("15")}{END}</w:p>',
        "",
    ),
    "a sum": (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("15")}{END}</w:p>',
        "",
    ),
    "a control": ("<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("15") + "</w:sdtContent></w:sdt>", ""),
    "red": (_line(_run("15", '<w:color w:val="FF0000"/>')), ""),
    "white on black": (_line(_run("15", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>')), ""),
    "yellow behind": (_line(_run("15", '<w:highlight w:val="yellow"/>')), ""),
    "a note": (_line(_run("15"), '<w:r><w:footnoteReference w:id="2"/></w:r>'), ""),
    "all of it raised a little": (_line(_run("15", '<w:position w:val="6"/>')), ""),
    "all of it small": (_line(_run("1", '<w:sz w:val="14"/>'), _run("5", '<w:sz w:val="14"/>')), ""),
}


@pytest.mark.parametrize("kind", GONE)
def test_what_is_not_seen_is_no_part_of_a_figure(kind: str) -> None:
    assert _told(*GONE[kind]) == (FIVE, None)


RAISED = {
    "based on a style": (
        _line(_run("15"), _run("1", '<w:rStyle w:val="T"/>')),
        _styles(_style("S", '<w:vertAlign w:val="superscript"/>'), _style("T", '<w:sz w:val="12"/>', "S")),
    ),
    "position": (_line(_run("15"), _run("1", '<w:position w:val="8"/>')), ""),
    "position of a style": (
        _line(_run("15"), _run("1", '<w:rStyle w:val="S"/>')),
        _styles(_style("S", '<w:position w:val="10"/>')),
    ),
    "lowered": (_line(_run("15"), _run("1", '<w:vertAlign w:val="subscript"/>')), ""),
    "far smaller": (_line(_run("15", '<w:sz w:val="24"/>'), _run("1", '<w:sz w:val="12"/>')), ""),
    "far smaller by a style": (
        _line(_run("15", '<w:sz w:val="28"/>'), _run("1", '<w:rStyle w:val="S"/>')),
        _styles(_style("S", '<w:sz w:val="14"/>')),
    ),
    "far smaller than usual": (_line(_run("15"), _run("1", '<w:sz w:val="11"/>')), ""),
    "a mark of its own": (
        _line(_run("15"), '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'),
        "",
    ),
    "a link": (_line(_run("15"), f'<w:hyperlink w:anchor="_ftn1">{_run("1")}</w:hyperlink>'), ""),
    "a field": (_line(_run("15"), f'<w:fldSimple w:instr=" NOTEREF _Ref1 ">{_run("1")}</w:fldSimple>'), ""),
    "a field in pieces": (
        _line(
            _run("15"),
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:instrText> HYPERLINK \\l "_edn1" </w:instrText></w:r>',
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{_run("1")}{END}',
        ),
        "",
    ),
}


@pytest.mark.parametrize("kind", RAISED)
def test_a_mark_beside_a_figure_is_no_digit_of_it(kind: str) -> None:
    value, note = _told(*RAISED[kind])
    assert value in (None, FIVE)
    assert note != "blank"


TABLE = '<w:tblStylePr w:type="{}"><w:rPr>{}</w:rPr></w:tblStylePr>'
UNDECIDED = {
    "nearly white": (_line(_run("15", '<w:color w:val="F2F2F2"/>')), ""),
    "white where a table may be dark": (
        _line(_run("15", '<w:color w:val="FFFFFF"/>')),
        _styles(
            '<w:style w:type="table" w:styleId="a3"><w:tblStylePr w:type="band1Horz"><w:tcPr>'
            '<w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>'
        ),
    ),
    "four points": (_line(_run("15", '<w:sz w:val="8"/>')), ""),
    "a part of a table": (
        _line(_run("15")),
        _styles(f'<w:style w:type="table" w:styleId="a3">{TABLE.format("lastCol", "<w:vanish/>")}</w:style>'),
    ),
    "only on the web": (_line(_run("15", "<w:webHidden/>")), ""),
    "from right to left": (_line(_run("1"), _run("2", "<w:rtl/>")), ""),
    "turned": (f'<w:p><w:bdo w:val="rtl">{_run("12")}</w:bdo></w:p>', ""),
    "turned by a character": (_line(_run("\u202e12\u202c")), ""),
    "pressed": (_line(_run("15", '<w:fitText w:val="10"/>')), ""),
    "narrow": (_line(_run("15", '<w:w w:val="1"/>')), ""),
    "flat lines": (_line(_run("15"), properties='<w:spacing w:line="80" w:lineRule="exact"/>'), ""),
    "a picture": ("<w:p><w:r><w:drawing/></w:r></w:p>", ""),
    "versions that differ": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='w14'>{_run('12')}</mc:Choice><mc:Fallback>{_run('15')}"
        "</mc:Fallback></mc:AlternateContent></w:p>",
        "",
    ),
}


EMPTY = {
    "a hint": (
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{paragraph('0')}</w:sdtContent></w:sdt>",
        "",
    ),
    "an empty control": ("<w:sdt><w:sdtPr/><w:sdtContent><w:p/></w:sdtContent></w:sdt>", ""),
    "a default of a form": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:textInput><w:default w:val="7"/></w:textInput>'
        "</w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMTEXT</w:instrText></w:r><w:r><w:fldChar "
        'w:fldCharType="end"/></w:r></w:p>',
        "",
    ),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_a_field_that_nobody_filled_in_is_not_blank(kind: str) -> None:
    assert _told(*EMPTY[kind]) == (None, "field_empty")


@pytest.mark.parametrize("kind", UNDECIDED)
def test_a_figure_that_may_not_be_seen_has_no_value(kind: str) -> None:
    assert _told(*UNDECIDED[kind]) == (None, "sight_unclear")


USUAL = _style("P", '<w:color w:val="000000"/>', kind="paragraph", more='w:default="1"')
OF_TABLES = '<w:style w:type="table" w:styleId="a3"><w:rPr>{}</w:rPr></w:style>'


@pytest.mark.parametrize(
    ("marks", "styles"),
    [
        ('<w:shd w:val="clear" w:fill="000000"/>', USUAL),
        ("", OF_TABLES.format("<w:strike/>")),
        ("", OF_TABLES.format('<w:color w:val="FFFFFF"/>')),
    ],
)
def test_a_cell_of_which_nothing_is_seen_is_blank(marks: str, styles: str) -> None:
    assert _told(paragraph("15"), _styles(styles), marks) == (None, "blank")


def test_a_row_without_height_is_not_there_and_a_flat_one_in_doubt() -> None:
    figure = cell(paragraph("15"))
    heights = {"甲": (1, "exact"), "乙": (90, "exact"), "丙": (1, "atLeast"), "丁": (400, "exact")}
    rows = [
        f'<w:trPr><w:trHeight w:val="{height}" w:hRule="{rule}"/></w:trPr>' + cell(paragraph(name)) + figure
        for name, (height, rule) in heights.items()
    ]
    texts = read_docx(docx(table(*rows))).grids[0].texts
    assert [row[0] for row in texts] == ["乙", "丙", "丁"]
    assert [parse(row[1]).note for row in texts] == ["sight_unclear", None, None]


def test_words_are_read_whether_or_not_they_are_seen_for_certain() -> None:
    grey = '<w:color w:val="EEEEEE"/>'
    rows = table(cell(_line(_run("1.属于国家秘密", grey))) + cell(_line(_run("2023年", grey), _run("数量"))))
    assert read_docx(docx(rows)).grids[0].texts == [["1.属于国家秘密", "2023年数量\ue0f3"]]
    assert [line.text for line in read_docx(docx(_line(_run("2023年报告", grey)))).lines] == ["2023年报告"]


def _field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


@pytest.mark.parametrize(
    "runs",
    [
        f"{_field('begin')}{_run('12')}{_field('separate')}{_run('15')}{_field('end')}",
        f"{_field('begin')}{_run('12')}{_field('end')}{_run('15')}",
        f"{_field('begin')}{_field('begin')}{_field('separate')}{_run('7')}{_field('end')}{_field('separate')}{_run('15')}"
        f"{_field('end')}",
    ],
)
def test_what_a_field_asks_for_is_not_printed(runs: str) -> None:
    assert _told(_line(runs)) == (FIVE, None) == _told(runs)


def test_a_box_in_a_cell_without_a_paragraph_stays_apart() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('12')}</w:txbxContent></w:pict></w:r>"
    assert _told(box + _run("15"))[1] == "broken_number"


def test_what_a_formula_raises_or_sets_over_another_is_no_digit() -> None:
    names = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    raised = f"<m:oMath {names}><m:sSup><m:e/><m:sup><m:r><m:t>1</m:t></m:r></m:sup></m:sSup></m:oMath>"
    stacked = f"<m:oMath {names}><m:f><m:num><m:t>1</m:t></m:num><m:den><m:t>2</m:t></m:den></m:f></m:oMath>"
    plain = f"<m:oMath {names}><m:r><m:t>15</m:t></m:r></m:oMath>"
    assert _told(_line(_run("15"), raised))[1] == _told(_line(stacked))[1] == "sight_unclear"
    assert _told(_line(plain)) == (FIVE, None)


def test_a_number_before_a_figure_is_no_part_of_it() -> None:
    assert _told(_line(_run("1."), "<w:r><w:tab/></w:r>", _run("27")))[1] == "broken_number"
