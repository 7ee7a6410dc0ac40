"""`gouji notices`: who gets a paper and who does not, and what is left alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pypdfium2 as pdfium
import pytest

from flows.cli import main
from flows.warehouse.publishing import DATABASE
from tests.papers.made import COUNTY, HOSTILE, Bureaus

pytestmark = pytest.mark.slow

Notices = Callable[..., tuple[int, str]]


@pytest.fixture
def notices(bureaus: Bureaus, capsys: pytest.CaptureFixture[str]) -> Notices:
    """Runs the command; returns the exit code and what was said."""

    def run(region: str = COUNTY, year: int = 2023, *more: str) -> tuple[int, str]:
        code = main(["notices", "--region", region, "--year", str(year), "--warehouse", str(bureaus.warehouse), *more])
        out, err = capsys.readouterr()
        return code, out + err

    return run


@pytest.fixture
def folder(bureaus: Bureaus) -> Path:
    return bureaus.warehouse / "papers" / f"{COUNTY}-2023"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.pdf"))


def text(path: Path) -> str:
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pdfium.PdfDocument(path))


def change(bureaus: Bureaus, statement: str) -> None:
    with duckdb.connect(bureaus.warehouse / DATABASE) as connection:
        connection.execute(statement)


def test_every_agency_with_something_to_do_gets_a_paper_and_no_other(notices: Notices, folder: Path) -> None:
    code, said = notices()
    assert code == 0
    assert said == f"浙江省杭州市西湖区2023年：整改通知6份，催报通知1份；情况通报、问题清单各1份。\n{folder}\n"
    made = names(folder)
    assert len(made) == 8 and "教育局-整改通知.pdf" in made and "民政局-催报通知.pdf" in made and "情况通报.pdf" in made
    assert {path.stem for path in folder.rglob("*.docx")} == {path.stem for path in folder.rglob("*.pdf")}
    assert not any("财政局" in name for name in made)


def test_a_notice_names_the_figures_the_law_and_the_agency_as_it_is_called(notices: Notices, folder: Path) -> None:
    notices()
    said = "".join(text(path) for path in folder.rglob("*.pdf"))
    for name in HOSTILE:
        assert "".join(name.split()) + "：根据《中华人民共和国政府信息公开条例》（国务院令第711号" in said
    (script,) = (path for path in folder.rglob("*.pdf") if "script" in path.name)
    notice = text(script)
    for wanted in ("建议稿", "《条例》第五十条", "国办公开办函〔2021〕30号", "必须更正2项、建议核对1项", "应为（计算）",
                   "表四·行政复议·总计", "请核对", "附件2", "整改回执"):  # fmt: skip
        assert wanted in notice, wanted


def test_a_missing_report_is_asked_for_with_deadline_and_basis(notices: Notices, folder: Path) -> None:
    notices()
    said = text(folder / "整改通知" / "民政局-催报通知.pdf")
    assert "截至2024年9月1日，未查到你单位公布的年度报告" in said
    assert "公布期限为2024年1月31日" in said and "第四十九条" in said


@pytest.mark.parametrize(
    "excused",
    [
        "update marts.mart_filing_status set reason = 'year_not_collected' where agency = '民政局'",
        "update marts.mart_filing_status set status = 'unreadable' where agency = '民政局'",
        "update marts.mart_filing_status set deadline = null where agency = '民政局'",
        "update marts.fct_findings set state = 'accepted' where agency = '民政局'",
        "update marts.fct_findings set state = 'unfounded' where agency = '民政局'",
    ],
    ids=["undecided", "unreadable", "no-deadline", "accepted", "unfounded"],
)
def test_a_report_that_may_be_there_is_not_asked_for(
    bureaus: Bureaus, notices: Notices, folder: Path, excused: str
) -> None:
    change(bureaus, excused)
    assert "催报通知0份" in notices()[1]
    assert not any("民政局" in name for name in names(folder))


def test_doubtful_and_settled_findings_are_in_no_notice(bureaus: Bureaus, notices: Notices, folder: Path) -> None:
    change(bureaus, "update marts.fct_findings set is_doubtful = true where rule <> 'report_filed'")
    change(bureaus, "update marts.fct_findings set state = 'corrected' where rule = 'report_filed'")
    code, said = notices()
    assert code == 0 and "没有需要整改的问题，也没有应公布而未公布的年度报告" in said
    assert names(folder) == ["情况通报.pdf"]
    sheets = openpyxl.load_workbook(folder / "问题清单.xlsx")
    assert sheets["问题清单"].max_row == 2 and sheets["存疑"].max_row > 10
    assert "没有发现需要处理的问题" in text(folder / "情况通报.pdf")


def test_a_province_includes_its_counties(notices: Notices, bureaus: Bureaus) -> None:
    assert "整改通知6份" in notices("浙江省")[1]
    said = text(bureaus.warehouse / "papers" / "330000-2023" / "情况通报.pdf")
    assert "应公布年度报告的机关7家：已公布6家，未公布1家" in said and "杭州市" in said
    assert "财政局" not in said


def test_the_list_of_a_region_has_its_agencies_only(notices: Notices, folder: Path) -> None:
    notices()
    book = openpyxl.load_workbook(folder / "问题清单.xlsx")
    agencies = {row[1] for row in book["问题清单"].iter_rows(min_row=2, values_only=True)}
    assert agencies == {*HOSTILE, "教育局"}
    assert [row[1] for row in book["未公布年度报告的机关"].iter_rows(min_row=2, values_only=True)] == ["民政局"]
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)


@pytest.mark.parametrize(
    ("region", "year", "said"),
    [
        ("西湖区", 2023, "“西湖区”有2个"),
        ("无此地", 2023, "没有名为“无此地”的地区"),
        (COUNTY, 2011, "浙江省杭州市西湖区2011年：没有应公布或者已公布年度报告的机关"),
    ],
)
def test_a_region_or_year_that_is_not_there_overwrites_nothing(
    bureaus: Bureaus, notices: Notices, folder: Path, region: str, year: int, said: str
) -> None:
    notices()
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    code, heard = notices(region, year)
    assert code == 2 and said in heard and heard.count("\n") == 1
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_work_that_somebody_has_put_in_is_not_overwritten(notices: Notices, folder: Path, tmp_path: Path) -> None:
    notices()
    assert notices()[0] == 0
    with (folder / "情况通报.docx").open("ab") as file:
        file.write(b"edited")
    code, said = notices()
    assert code == 2 and "情况通报.docx在生成后有改动，没有覆盖" in said
    assert (folder / "情况通报.docx").read_bytes().endswith(b"edited")
    assert notices(COUNTY, 2023, "--to", str(tmp_path / "elsewhere"))[0] == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    code, said = notices(COUNTY, 2023, "--to", str(tmp_path / "mine"))
    assert code == 2 and "不是本命令生成的文件夹" in said and (tmp_path / "mine" / "letter.txt").exists()


def test_what_is_mended_gets_no_paper_any_more(bureaus: Bureaus, notices: Notices, folder: Path) -> None:
    notices()
    change(bureaus, "update marts.fct_findings set state = 'corrected' where agency = '教育局'")
    notices()
    assert "教育局-整改通知.pdf" not in names(folder)


def test_without_a_warehouse_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notices", "--region", COUNTY, "--year", "2023", "--warehouse", str(tmp_path)]) == 2
    assert "没有数据，请先运行 gouji run" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("place", "said"),
    [("/proc/x", "没有这个文件或者文件夹"), ("file/x", "路径中有文件，不能作为文件夹"), ("a" * 300, "文件名太长")],
)
def test_a_folder_that_cannot_be_written_is_named(notices: Notices, tmp_path: Path, place: str, said: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    to = str(tmp_path / place)
    assert notices(COUNTY, 2023, "--to", to) == (2, f"gouji: {to}：{said}\n")


def test_the_day_is_that_of_the_build(notices: Notices, folder: Path) -> None:
    notices()
    assert "截至2024年9月1日" in text(folder / "情况通报.pdf")
