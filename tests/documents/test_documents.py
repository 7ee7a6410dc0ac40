"""From bytes to text and cells: what is separate on the page stays so; damage or a false label costs no document."""

from __future__ import annotations

import base64
import io
import quopri
import zipfile
from decimal import Decimal

import pytest

from flows.documents import Unreadable, limits, open_document
from flows.documents.content import Content
from flows.documents.decoding import decode
from flows.documents.folding import cleaned
from flows.documents.formats import format_of, is_binary
from flows.reading.document import read
from flows.reading.layouts.labels import labels
from flows.reading.layouts.values import is_remark, is_value, parse
from flows.reading.reasons import reason_text, without_code
from tests.office_files import zipped
from tests.office_xls import compound
from tests.rendering import figures, form
from tests.rendering.markup import page
from tests.rendering.text import printed

REPORT = form.compose("2021", "three_rows", figures.different("2021", "three_rows", 11))
PAGE = page(REPORT, "clean").text
TEXT = printed(REPORT, "lines_apart").text
FALSE = (
    "undefined unicode_escape raw_unicode_escape idna punycode rot13 base64 hex utf-7 iso-8859-1 x-user-defined "
    "latin-1 windows-1252 big5 utf-8 no-such-thing gbk"
)
SCRIPT = f"<script>{'var a = 1;' * 10_000}</script>"


def cell(markup: str) -> str:
    """The text of a table's only cell."""
    return open_document(f"<html><body><table><tr><td>{markup}</td></tr></table>".encode()).grids[0].rows[0][0].text


@pytest.mark.parametrize(
    "markup",
    [
        "<p>52599</p><p>3</p>",
        "<div>52599</div> <div><span>3</span></div>",
        "52599<p>3</p>",
    ],
)
def test_numbers_separated_on_the_page_are_not_one_number(markup: str) -> None:
    assert parse(cell(markup)).note in ("broken_number", "not_a_number")


@pytest.mark.parametrize(
    "markup",
    [
        "<del>12</del>52599",
        "<s>12</s>52599",
        "<strike>12</strike>52599",
        '<span style="font-size:0">5</span>52599',
        '<span style="font-size: 0px; color: red">5</span>52599',
        "<p>52<span>59</span>9</p>",
        "<p></p><p>52599</p><p>&nbsp;</p>",
        '<div style="font-size:0"><span style="font-size:14px">52599</span></div>',
        '<span style="font-size:0.8em">52599</span>',
    ],
)
def test_struck_out_and_zero_height_text_is_not_read_and_broken_numbers_are_joined(markup: str) -> None:
    assert "".join(cell(markup).split()) == "52599"


@pytest.mark.parametrize("markup", ["<p>商业</p><p>企业</p>", "商业企业<sup>1</sup>", "<p>商业<br/>企业</p>"])
def test_a_label_in_two_paragraphs_is_one(markup: str) -> None:
    assert "商业企业" in "".join(cell(markup).split())
    assert labels().of_cell(cell(markup).removesuffix("1"))


@pytest.mark.parametrize(
    ("raw", "value", "unit"),
    [
        ("3（减）", None, None),
        ("3(减少)", None, None),
        ("3（下降）", None, None),
        ("3（減）", None, None),
        ("3（增）", 3, None),
        ("3（其中修订1件）", 3, None),
        ("12（亿元）", 12, "亿元"),
        ("12.5（万元）", Decimal("12.5"), "万元"),
        ("12 万元", 12, "万元"),
        ("12元（万元）", None, None),
    ],
)
def test_text_next_to_a_number_is_taken_into_account(raw: str, value: Decimal | None, unit: str | None) -> None:
    figure = parse(raw)
    assert (figure.value, figure.unit) == (value, unit)
    assert figure.note == (None if value is not None else "not_a_number")
    assert is_value(raw)


@pytest.mark.parametrize(("text", "belongs"), [("万元", True), ("(亿元)", True), ("件", True), ("元旦", False)])
def test_a_unit_separated_from_its_number_belongs_to_it(text: str, belongs: bool) -> None:
    assert is_remark(text) is belongs


@pytest.mark.parametrize(
    "declared",
    FALSE.split(),
)
@pytest.mark.parametrize("written", ["gb18030", "utf-8"])
def test_a_false_declaration_changes_nothing(declared: str, written: str) -> None:
    text = PAGE.replace('charset="utf-8"', f'charset="{declared}"')
    assert f'charset="{declared}"' in text
    assert decode(text.encode(written)) == (text, written)


@pytest.mark.parametrize("before", ["", SCRIPT])
@pytest.mark.parametrize("written", ["utf-8", "gb18030", "big5hkscs"])
def test_one_damaged_byte_costs_no_document(written: str, before: str) -> None:
    said = '<meta charset="big5-hkscs">' if written == "big5hkscs" else ""
    text = f"<html>{said}<body>{before}" + "國務院關於機關主動公開政府信息的規定，" * 200 + "</body></html>"
    data = bytearray(text.encode(written))
    data[-200] = 0xFF
    found, encoding = decode(bytes(data))
    assert encoding == written
    assert found.startswith(text[:-120])


def test_injected_pinyin_does_not_hide_in_which_encoding_a_damaged_page_is() -> None:
    data = ("政（zhèng）府（lǜ）信（xìn）息（nián）公（gōng）开（bào）" * 40).encode()
    found, encoding = decode(data[:900] + b"\xff" + data[900:])
    assert encoding == "utf-8"
    assert found.startswith("政（zhèng）府（lǜ）信")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("或（\ufffdián）其", "或其"),
        ("信息（xi\ufffd）公", "信息公"),
        ("或（\ufffd）其", "或（\ufffd）其"),
        ("法（人）", "法（人）"),
    ],
)
def test_pinyin_of_which_a_letter_is_lost_is_dropped_too(text: str, expected: str) -> None:
    assert cleaned(text) == expected


def test_undeclared_big5_is_not_taken_for_gb18030() -> None:
    text = "國務院關於機關主動公開政府信息的規定，各單位應當遵照執行。" * 100
    assert decode(text.encode("big5"))[0] == text


def test_a_damaged_report_is_read_whole() -> None:
    data = TEXT.encode()
    whole, damaged = read(data, "whole"), read(data[:40] + b"\xff" + data[40:], "damaged")
    assert damaged.status == "extracted"
    assert damaged.cells == whole.cells


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable, match="not_text"):
        decode(b"\xff\x80" * 500)


def test_text_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unreadable, match="too_large"):
        open_document(b"1\n" * (limits.TEXT_BYTES // 2 + 1))


def saved_page(content: bytes, encoding: str = "base64", header: str = "MIME-Version: 1.0\r\n") -> bytes:
    """A page as browsers save it in one file, with a style sheet before it and a picture after it."""
    body = base64.encodebytes(content) if encoding == "base64" else quopri.encodestring(content)
    page = b"text/html\r\nContent-Transfer-Encoding: %b\r\n\r\n%b" % (encoding.encode(), body)
    parts = (b"text/css\r\n\r\nb{}", page, b"image/png\r\n\r\nx")
    head = f'{header}Content-Type: multipart/related;\r\n\ttype="text/html"; boundary="x--y"\r\n\r\n'
    return head.encode() + b"".join(b"--x--y\r\nContent-Type: %b\r\n" % part for part in parts) + b"--x--y--"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize(
    "header",
    ["MIME-Version: 1.0\r\n", "From: <Saved by a browser>\r\nSubject: =?gb2312?B?1f4=?=\r\n\t=?x?=\r\n", ""],
    ids=["as Word", "as a browser", "bare"],
)
@pytest.mark.parametrize("written", ["utf-8", "gb18030"])
def test_a_saved_page_is_the_page_in_it(encoding: str, header: str, written: str) -> None:
    text = PAGE.replace('charset="utf-8"', f'charset="{written}"')
    page, saved = read(text.encode(written), "page"), read(saved_page(text.encode(written), encoding, header), "saved")
    assert saved.status == "extracted" and saved.cells == page.cells
    assert (saved.media_type, saved.encoding) == ("text/html", written)


def test_a_page_about_saved_pages_is_an_ordinary_page() -> None:
    text = PAGE.replace("<body>", "<body>Content-Type: multipart/related ")
    assert read(text.encode(), "x").cells == read(PAGE.encode(), "x").cells


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xef\xbb\xbf\n%PDF-1.4", "application/pdf"),
        (b"PK\x05\x06" + bytes(18), "application/zip"),
        (b"{\\rtf1", "application/rtf"),
        (b"MM\0*\0", "image/tiff"),
        (b"BM\x36\x00\x0c\x00\0\0\0\0", "image/bmp"),
        (b"RIFF\0\1\0\0WEBPVP8 ", "image/webp"),
        (b"GIF89a", "image/gif"),
        (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
        (b"Rar!\x1a\x07\x01", "application/vnd.rar"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "application/vnd.ms-excel+xml",
        ),
        (b"BM: \xe6\x8a\xa5", "text/plain"),
        (b"<p>%PDF"[:3] + b" " * 1024 + b"%PDF", "text/plain"),
    ],
)
def test_the_format_is_detected_from_content(data: bytes, kind: str) -> None:
    assert format_of(Content(data)).media_type == kind
    assert is_binary(data) == (kind != "text/plain")


def test_a_broken_container_is_binary_and_refused() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert is_binary(data)
    with pytest.raises(Unreadable, match="damaged_file"):
        open_document(data)


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (b"7z\xbc\xaf\x27\x1c", "7Z"),
        (b"Rar!\x1a\x07\x01", "RAR"),
        (b"BZh91AY&SY", "BZ2"),
        (b"\xfd7zXZ\0", "XZ"),
        (b"\x28\xb5\x2f\xfd", "ZST"),
        (b"MSCF\0\0\0\0", "CAB"),
    ],
)
def test_an_archive_that_is_not_unpacked_is_named(mark: bytes, name: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        open_document(mark + bytes(100))
    told = without_code(reason_text(refusal.value.reason, refusal.value.detail))
    assert told == f"暂不支持{name}压缩包，请解压后提供其中的文件"


_MAIN = '<Relationship Type="http://schemas/officeDocument" Target="ppt/presentation.xml"/>'


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (zipped({"OFD.xml": "<ofd/>"}), "OFD"),
        (zipped({"[Content_Types].xml": "<a/>", "_rels/.rels": _MAIN}), "幻灯片"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "ODT"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "幻灯片"),
        (zipped({"mimetype": "application/epub+zip"}), "电子书"),
        (zipped({"Index/Document.iwa": "a"}), "苹果iWork文件"),
        (compound("PowerPoint Document", bytes(8)), "幻灯片"),
        (compound("__properties_version1.0", bytes(8)), "邮件文件"),
        (bytes(4) + b"ftypheic", "HEIC照片"),
        (bytes(4) + b"ftypisom", "音频、视频文件"),
        (b"AT&TFORM", "DjVu"),
        (b"Founder CEB 2.0", "CEB"),
        (bytes(60) + b"BOOKMOBI", "电子书"),
        (b"%!PS-Adobe-3.0", "PostScript"),
    ],
)
def test_a_format_that_is_known_and_not_read_is_named(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        open_document(data)
    told = without_code(reason_text(refusal.value.reason, refusal.value.detail))
    assert told == f"暂不支持{name}，请另存为PDF或DOCX"


def test_an_office_file_with_a_password_is_refused_as_such() -> None:
    with pytest.raises(Unreadable, match="encrypted"):
        open_document(compound("EncryptedPackage", bytes(8)))


def test_what_to_do_with_an_ofd_and_a_damaged_file_is_told_without_jargon() -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as parts:
        parts.writestr("OFD.xml", "<ofd/>")
    for data, said in (
        (package.getvalue(), "暂不支持OFD，请另存为PDF或DOCX"),
        (b"PK\x03\x04" + bytes(100), "文件已损坏，无法打开，请重新另存"),
    ):
        with pytest.raises(Unreadable) as refusal:
            open_document(data)
        assert without_code(reason_text(refusal.value.reason, refusal.value.detail)) == said
