"""The list of sites: what it may say, and how what is wrong in it is told before anything is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.harvest.sites import Site, SitesError, read

HEADER = "site,region_code,agency,url\n"


def read_text(folder: Path, text: str | bytes) -> list[Site]:
    path = folder / "sites.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path)


def test_lines_of_one_site_are_joined(tmp_path: Path) -> None:
    text = (
        "\ufeff" + HEADER + "county,330000,浙江省,https://county.example/list_{page}.html\r\n\r\n"
        "某县,,, http://xian.example:8080/zwgk/ \n"
        "county,330000,浙江省,http://county.example:81/old\n"
    )
    assert read_text(tmp_path, text) == [
        Site(
            "county", "330000", "浙江省",
            ("https://county.example/list_{page}.html", "http://county.example:81/old"), frozenset({81}),
        ),
        Site("某县", "", "", ("http://xian.example:8080/zwgk/",), frozenset({8080})),
    ]  # fmt: skip


def test_a_list_written_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    assert read_text(tmp_path, (HEADER + "某县,,,http://xian.example/\n").encode("gb18030"))[0].name == "某县"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: is not text"),
        ("site;url\n", "line 1: the header must be"),
        (HEADER, "lists no site"),
        (HEADER + "a,,http://a.example/\n", "line 2: 3 fields where 4 are needed"),
        (HEADER + "a,,,http://a.example/\n../b,,,http://a.example/\n", "line 3: site '../b' is not a name"),
        (HEADER + "A,,,http://a.example/\n", "line 2: site 'A'"),
        (HEADER + "-,,,http://a.example/\n", "line 2: site '-'"),
        (HEADER + ".,,,http://a.example/\n", "line 2: site '.'"),
        (HEADER + "a" * 41 + ",,,http://a.example/\n", "line 2: site"),
        (HEADER + "a,33,,http://a.example/\n", "line 2: region_code '33' is not the code of a division"),
        (HEADER + "a,999999,,http://a.example/\n", "line 2: region_code '999999'"),
        (HEADER + "a,,某\x07县,http://a.example/\n", "line 2: agency"),
        (HEADER + f"a,,{'县' * 101},http://a.example/\n", "line 2: agency has more than 100 characters"),
        (HEADER + 'a,,"某\r\nX: y",http://a.example/\n', "line 3: agency"),
        (HEADER + "a,,,\n", "line 2: url ''"),
        (HEADER + "a,,,ftp://a.example/\n", "line 2: url 'ftp://a.example/': only http and https"),
        (HEADER + "a,,,http://u:p@a.example/\n", "line 2: url"),
        (HEADER + "a,,,http://0x7f.1/\n", "line 2: url"),
        (HEADER + "a,,,http://a.example:0/\n", "line 2: url"),
        (HEADER + "a,,,http://a.example/{page}/{page}\n", "line 2: url may hold {page} once"),
        (HEADER + "a,,,http://a.example/{n}\n", "line 2: url may hold {page} once"),
        (HEADER + "a,,,http://a.example/\na,,,http://a.example/\n", "line 3: the url is listed for site a before"),
        (
            HEADER + "a,,,http://a.example/\na,,某县,http://a.example/b\n",
            "line 3: region_code and agency are not those",
        ),
        (HEADER + 'a,,"x\n', "line 2: "),
        (b"\x00\x01\x02\xff\xfe" * 100, "line 1: "),
        (b"x" * 10_000_001, "has more than 10000000 bytes"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises(SitesError) as error:
        read_text(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path / 'sites.csv'}: {said}")


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_file_that_cannot_be_opened_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(SitesError, match="cannot be opened"):
        read(tmp_path / name)
