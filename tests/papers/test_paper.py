"""Papers as DOCX and PDF: the same text in both, in real glyphs, and nothing of a report acts as markup."""

from __future__ import annotations

import io
import zipfile

import docx
import numpy as np
import pypdfium2 as pdfium
import pytest

from flows.papers.docx import render
from flows.papers.paper import Bars, Page, Paper, Table, Text
from flows.papers.pdf import FontError, Setter, choose
from tests.papers.made import HOSTILE

MARKUP = (*HOSTILE, '#read("/etc/passwd")', "<w:p>&amp;</w:p>", "[*x*]", "\\u{1F600}", "a\x00b\x1fc")


@pytest.fixture(scope="module")
def setter() -> Setter:
    return Setter()


def paper(*texts: str) -> Paper:
    """A paper with these texts everywhere a text can stand."""
    styles = ("mark", "title", "number", "addressee", "heading", "body", "attachments", "signature", "note")
    blocks = [Text(style, text) for text in texts for style in styles]  # type: ignore[arg-type]
    rows = tuple((text, text) for text in texts)
    bars = Bars(texts[0], tuple((text, 1.0, text) for text in texts))
    return Paper(
        texts[0], (*blocks, bars, Page(is_wide=True), Text("label", "附件"), Table(rows[0], rows, (1, 2), "lr"))
    )


def text_of_pdf(content: bytes) -> str:
    document = pdfium.PdfDocument(content)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def text_of_docx(content: bytes) -> str:
    found = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return "".join("".join((*(paragraph.text for paragraph in found.paragraphs), *cells)).split())


def test_what_a_report_says_is_text_and_nothing_else(setter: Setter) -> None:
    made = paper(*MARKUP)
    pdf, word = setter.pdf(made), render(made, lambda block: setter.picture(made, block))
    for content in (text_of_pdf(pdf), text_of_docx(word)):
        for text in MARKUP:
            shown = "".join(text.replace("\x00", "").replace("\x1f", "").split())
            # Nine paragraphs, a head and two cells at least.
            assert content.count(shown) >= 9, text
        assert "49局" not in content
    assert b"/URI" not in pdf and b"/JavaScript" not in pdf
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        assert "hyperlink" not in parts.read("word/document.xml").decode().casefold().replace("=hyperlink(", "")


def test_the_same_is_made_twice(setter: Setter) -> None:
    made = paper("关于整改的通知")
    assert text_of_pdf(setter.pdf(made)) == text_of_pdf(Setter().pdf(made))


def test_glyphs_are_real(setter: Setter) -> None:
    """A character that a font lacks is drawn as one and the same box; these are drawn, and each differently."""
    characters = "关整改政府信息公开鄱亳歙〔〕—≠"
    made = Paper("字", tuple(Text("body", character) for character in characters))
    page = pdfium.PdfDocument(setter.pdf(made))[0]
    picture = page.render(scale=3).to_numpy()[:, :, 0]
    body = picture[: int(picture.shape[0] * 0.88)]
    inked = (body < 128).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked.view(np.int8), [0]))))
    drawn = {body[top:bottom].tobytes() for top, bottom in zip(edges[::2], edges[1::2], strict=True)}
    assert len(drawn) >= len(characters)
    assert text_of_pdf(setter.pdf(made)).startswith(characters)


def test_a_computer_without_a_chinese_font_is_told_so() -> None:
    with pytest.raises(FontError, match="没有找到中文字体，不能生成PDF；请安装其中一种：Noto Serif CJK SC"):
        choose(frozenset({"Libertinus Serif", "DejaVu Sans"}))


def test_fonts_of_an_office_are_preferred() -> None:
    chosen = choose(frozenset({"FangSong", "SimHei", "SimSun", "FZXiaoBiaoSong-B05S", "Noto Serif CJK SC"}))
    assert chosen == {
        "body": "FangSong",
        "title": "FZXiaoBiaoSong-B05S",
        "title_weight": "regular",
        "heading": "SimHei",
    }


def test_pages_are_a4_and_the_list_lies_across(setter: Setter) -> None:
    made = paper("通知")
    sizes = [
        tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in pdfium.PdfDocument(setter.pdf(made))
    ]
    assert sizes[0] == (210, 297) and sizes[-1] == (297, 210)
    sections = docx.Document(io.BytesIO(render(made, lambda block: setter.picture(made, block)))).sections
    assert [(round(each.page_width.mm), round(each.page_height.mm)) for each in sections] == [(210, 297), (297, 210)]  # type: ignore[union-attr]


def test_the_head_of_a_table_is_repeated(setter: Setter) -> None:
    table = Table(("项目", "说明"), tuple((str(number), "内容") for number in range(200)), (1, 3), "cl")
    made = Paper("表", (table,))
    pages = [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(setter.pdf(made))]
    assert len(pages) > 3 and all("项目" in page for page in pages)
    with zipfile.ZipFile(io.BytesIO(render(made, lambda _: b""))) as parts:
        assert parts.read("word/document.xml").count(b"<w:tblHeader/>") == 1
