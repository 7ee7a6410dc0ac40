"""The figures a reader of a printed Word document sees, however the file encodes them."""

from __future__ import annotations

import pytest

from flows.documents.word.document import read_docx
from flows.reading.layouts.values import parse
from tests.office_files import cell, docx, paragraph, table
from tests.word_cells import FIFTEEN, line, run, style, style_sheet, value_and_note

END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
LINE = style("L", "<w:strike/>")
GONE = {
    "white": (line(run("15"), run("7", '<w:color w:val="FFFFFF"/>')), ""),
    "almost white": (line(run("15"), run("7", '<w:color w:val="FEFDFE"/>')), ""),
    "white of the theme": (line(run("15"), run("7", '<w:color w:val="auto" w:themeColor="background1"/>')), ""),
    "as its shade": (
        line(run("15"), run("7", '<w:color w:val="C00000"/><w:shd w:val="clear" w:fill="C00000"/>')),
        "",
    ),
    "as its solid shade": (
        line(run("15"), run("7", '<w:shd w:val="solid" w:color="000000"/><w:color w:val="000000"/>')),
        "",
    ),
    "as its highlight": (line(run("15"), run("7", '<w:highlight w:val="red"/><w:color w:val="FF0000"/>')), ""),
    "special": (line(run("15"), run("7", "<w:specVanish/>")), ""),
    "one point": (line(run("15"), run("7", '<w:sz w:val="2"/>')), ""),
    "half a point": (line(run("15"), run("7", '<w:sz w:val="1"/><w:szCs w:val="1"/>')), ""),
    "based on a style": (
        line(run("12", '<w:rStyle w:val="M"/>'), run("15")),
        style_sheet(LINE, style("M", "", "L")),
    ),
    "a style far below": (
        line(run("12", '<w:rStyle w:val="N"/>'), run("15")),
        style_sheet(style("N", "<w:b/>", "M"), style("M", "", "L"), LINE),
    ),
    "a paragraph's style": (
        line(run("12"), properties='<w:pStyle w:val="P"/>') + line(run("15")),
        style_sheet(style("P", "<w:vanish/>", kind="paragraph")),
    ),
    "a paragraph's style, switched off in a run": (
        line(run("12"), run("15", '<w:strike w:val="0"/>'), properties='<w:pStyle w:val="P"/>'),
        style_sheet(style("P", "<w:strike/>", kind="paragraph")),
    ),
    "a paragraph's style, toggled by a character's": (
        line(run("12"), run("15", '<w:rStyle w:val="L"/>'), properties='<w:pStyle w:val="P"/>'),
        style_sheet(style("P", "<w:strike/>", kind="paragraph"), LINE),
    ),
    "the usual paragraph": (
        line(run("12"), run("15", '<w:dstrike w:val="off"/>')),
        style_sheet(style("P", "<w:dstrike/>", kind="paragraph", more='w:default="1"')),
    ),
    "the document's defaults": (
        line(run("12"), run("15", '<w:vanish w:val="false"/>')),
        style_sheet(defaults="<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"),
    ),
    "a style's colour": (
        line(run("15"), run("7", '<w:rStyle w:val="W"/>')),
        style_sheet(style("W", '<w:color w:val="ffffff"/>')),
    ),
    "lines of one point": (
        line(run("15")) + line(run("7"), properties='<w:spacing w:line="20" w:lineRule="exact"/>'),
        "",
    ),
    "one of two versions": (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:t>15</w:t></mc:Choice><mc:Fallback><w:t>15</w:t>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "",
    ),
    "versions around runs": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='w14'>{run('15')}</mc:Choice><mc:Fallback>{run('15')}"
        "</mc:Fallback></mc:AlternateContent></w:p>",
        "",
    ),
    "a version of nobody": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='zz9'>{run('7')}</mc:Choice><mc:Fallback>{run('15')}"
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
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("15")}{END}</w:p>',
        "",
    ),
    "a sum": (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("15")}{END}</w:p>',
        "",
    ),
    "a control": ("<w:sdt><w:sdtPr/><w:sdtContent>" + paragraph("15") + "</w:sdtContent></w:sdt>", ""),
    "red": (line(run("15", '<w:color w:val="FF0000"/>')), ""),
    "white on black": (line(run("15", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>')), ""),
    "yellow highlight": (line(run("15", '<w:highlight w:val="yellow"/>')), ""),
    "a note": (line(run("15"), '<w:r><w:footnoteReference w:id="2"/></w:r>'), ""),
    "all of it raised a little": (line(run("15", '<w:position w:val="6"/>')), ""),
    "all of it small": (line(run("1", '<w:sz w:val="14"/>'), run("5", '<w:sz w:val="14"/>')), ""),
}


@pytest.mark.parametrize("kind", GONE)
def test_invisible_text_is_not_part_of_a_figure(kind: str) -> None:
    assert value_and_note(*GONE[kind]) == (FIFTEEN, None)


RAISED = {
    "based on a style": (
        line(run("15"), run("1", '<w:rStyle w:val="T"/>')),
        style_sheet(style("S", '<w:vertAlign w:val="superscript"/>'), style("T", '<w:sz w:val="12"/>', "S")),
    ),
    "position": (line(run("15"), run("1", '<w:position w:val="8"/>')), ""),
    "position of a style": (
        line(run("15"), run("1", '<w:rStyle w:val="S"/>')),
        style_sheet(style("S", '<w:position w:val="10"/>')),
    ),
    "lowered": (line(run("15"), run("1", '<w:vertAlign w:val="subscript"/>')), ""),
    "far smaller": (line(run("15", '<w:sz w:val="24"/>'), run("1", '<w:sz w:val="12"/>')), ""),
    "far smaller by a style": (
        line(run("15", '<w:sz w:val="28"/>'), run("1", '<w:rStyle w:val="S"/>')),
        style_sheet(style("S", '<w:sz w:val="14"/>')),
    ),
    "far smaller than usual": (line(run("15"), run("1", '<w:sz w:val="11"/>')), ""),
    "a mark of its own": (
        line(run("15"), '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="2"/><w:t>1</w:t></w:r>'),
        "",
    ),
    "a link": (line(run("15"), f'<w:hyperlink w:anchor="_ftn1">{run("1")}</w:hyperlink>'), ""),
    "a field": (line(run("15"), f'<w:fldSimple w:instr=" NOTEREF _Ref1 ">{run("1")}</w:fldSimple>'), ""),
    "a field in pieces": (
        line(
            run("15"),
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
            '<w:r><w:instrText> HYPERLINK \\l "_edn1" </w:instrText></w:r>',
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("1")}{END}',
        ),
        "",
    ),
}


@pytest.mark.parametrize("kind", RAISED)
def test_a_mark_next_to_a_figure_is_not_one_of_its_digits(kind: str) -> None:
    value, note = value_and_note(*RAISED[kind])
    assert value in (None, FIFTEEN)
    assert note != "blank"


TABLE = '<w:tblStylePr w:type="{}"><w:rPr>{}</w:rPr></w:tblStylePr>'
UNDECIDED = {
    "nearly white": (line(run("15", '<w:color w:val="F2F2F2"/>')), ""),
    "white where a table may be dark": (
        line(run("15", '<w:color w:val="FFFFFF"/>')),
        style_sheet(
            '<w:style w:type="table" w:styleId="a3"><w:tblStylePr w:type="band1Horz"><w:tcPr>'
            '<w:shd w:val="clear" w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>'
        ),
    ),
    "four points": (line(run("15", '<w:sz w:val="8"/>')), ""),
    "a part of a table": (
        line(run("15")),
        style_sheet(f'<w:style w:type="table" w:styleId="a3">{TABLE.format("lastCol", "<w:vanish/>")}</w:style>'),
    ),
    "only on the web": (line(run("15", "<w:webHidden/>")), ""),
    "from right to left": (line(run("1"), run("2", "<w:rtl/>")), ""),
    "turned": (f'<w:p><w:bdo w:val="rtl">{run("12")}</w:bdo></w:p>', ""),
    "turned by a character": (line(run("\u202e12\u202c")), ""),
    "pressed": (line(run("15", '<w:fitText w:val="10"/>')), ""),
    "narrow": (line(run("15", '<w:w w:val="1"/>')), ""),
    "flat lines": (line(run("15"), properties='<w:spacing w:line="80" w:lineRule="exact"/>'), ""),
    "a picture": ("<w:p><w:r><w:drawing/></w:r></w:p>", ""),
    "versions that differ": (
        f"<w:p><mc:AlternateContent><mc:Choice Requires='w14'>{run('12')}</mc:Choice><mc:Fallback>{run('15')}"
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
def test_an_unfilled_field_is_not_blank(kind: str) -> None:
    assert value_and_note(*EMPTY[kind]) == (None, "field_empty")


@pytest.mark.parametrize("kind", UNDECIDED)
def test_a_figure_that_may_be_invisible_has_no_value(kind: str) -> None:
    assert value_and_note(*UNDECIDED[kind]) == (None, "sight_unclear")


USUAL = style("P", '<w:color w:val="000000"/>', kind="paragraph", more='w:default="1"')
OF_TABLES = '<w:style w:type="table" w:styleId="a3"><w:rPr>{}</w:rPr></w:style>'


@pytest.mark.parametrize(
    ("marks", "styles"),
    [
        ('<w:shd w:val="clear" w:fill="000000"/>', USUAL),
        ("", OF_TABLES.format("<w:strike/>")),
        ("", OF_TABLES.format('<w:color w:val="FFFFFF"/>')),
    ],
)
def test_a_cell_with_nothing_visible_is_blank(marks: str, styles: str) -> None:
    assert value_and_note(paragraph("15"), style_sheet(styles), marks) == (None, "blank")


def test_a_zero_height_row_is_dropped_and_a_flat_one_is_in_doubt() -> None:
    figure = cell(paragraph("15"))
    heights = {"甲": (1, "exact"), "乙": (90, "exact"), "丙": (1, "atLeast"), "丁": (400, "exact")}
    rows = [
        f'<w:trPr><w:trHeight w:val="{height}" w:hRule="{rule}"/></w:trPr>' + cell(paragraph(name)) + figure
        for name, (height, rule) in heights.items()
    ]
    texts = read_docx(docx(table(*rows))).grids[0].texts
    assert [row[0] for row in texts] == ["乙", "丙", "丁"]
    assert [parse(row[1]).note for row in texts] == ["sight_unclear", None, None]


def test_words_are_read_even_where_their_visibility_is_uncertain() -> None:
    grey = '<w:color w:val="EEEEEE"/>'
    rows = table(cell(line(run("1.属于国家秘密", grey))) + cell(line(run("2023年", grey), run("数量"))))
    assert read_docx(docx(rows)).grids[0].texts == [["1.属于国家秘密", "2023年数量\ue0f3"]]
    assert [line.text for line in read_docx(docx(line(run("2023年报告", grey)))).lines] == ["2023年报告"]


def formula(*parts: str) -> str:
    return f"<w:p><m:oMath {M}>{''.join(parts)}</m:oMath></w:p>"


def sign(text: str, dress: str = "") -> str:
    return f"<m:r><w:rPr>{dress}</w:rPr><m:t>{text}</m:t></m:r>"


def fill(inner: str) -> str:
    return f"<w14:textFill {W14}>{inner}</w14:textFill>"


@pytest.mark.parametrize(
    "content",
    [
        formula(f"<m:borderBox><m:e>{sign('7')}</m:e></m:borderBox>", sign("15")),
        formula(f"<m:phant><m:e>{sign('7')}</m:e></m:phant>", sign("15")),
        formula(f"<m:acc><m:e>{sign('15')}</m:e></m:acc>"),
        formula(f"<m:eqArr><m:e>{sign('1')}</m:e><m:e>{sign('5')}</m:e></m:eqArr>"),
        formula(f"<m:m><m:mr><m:e>{sign('1')}</m:e></m:mr><m:mr><m:e>{sign('5')}</m:e></m:mr></m:m>"),
        formula(sign("7", "<w:strike/>"), sign("15")),
        line(run("156157", '<w:eastAsianLayout w:combine="1"/>')),
        line(run("15", WINGDINGS)),
        line(run("15", WINGDINGS.replace("Wingdings", "WEBDINGS"))),
        line(run("15", WINGDINGS.replace("Wingdings", "Code 39"))),
        line(run("15"), run("1", WINGDINGS)),
        line(run("15", fill("<w14:noFill/>"))),
        line(run("15", fill('<w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'))),
    ],
)
def test_content_not_drawn_as_a_line_of_digits_has_no_value(content: str) -> None:
    assert value_and_note(content)[0] is None


@pytest.mark.parametrize(
    "content",
    [
        formula(sign("1"), sign("5", "<w:i/>")),
        formula(f"<m:box><m:e>{sign('15')}</m:e></m:box>"),
        line(run("15", '<w:eastAsianLayout w:id="7" w:combine="0"/>')),
        line(run("15", '<w:rFonts w:ascii="宋体" w:hint="eastAsia"/>')),
        line(run("15", fill('<w14:solidFill><w14:schemeClr w14:val="tx1"/></w14:solidFill>'))),
    ],
)
def test_content_drawn_as_a_line_of_digits_is_read(content: str) -> None:
    assert value_and_note(content)[0] == FIFTEEN


def test_a_symbol_font_style_leaves_its_figures_in_doubt() -> None:
    styles = style_sheet(style("W", WINGDINGS))
    assert value_and_note(line(run("15", '<w:rStyle w:val="W"/>')), styles)[1] == "sight_unclear"
