"""The file of decisions: what is written is read back, malformed lines are named, and no text in it is a formula."""

from __future__ import annotations

import csv
import datetime as dt
import fcntl
import io
import tempfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from flows.cli import main
from flows.warehouse.decisions import FILE, STATES, Decision, DecisionError, append, read, text_of
from flows.warehouse.history import History
from flows.warehouse.project import DBT_DIR

FINDING = "0123456789abcdef"
ON = dt.date(2026, 3, 1)
ACCEPTED = Decision(FINDING, "accepted", "两个口径", "王某", ON, Decimal(11), Decimal(10), "11 ≠ 10")
HEADER = ",".join(Decision._fields)
LINE = f"{FINDING},accepted,两个口径,王某,2026-03-01,11,10,11 ≠ 10"


def file_of(raw: Path, *lines: str) -> Path:
    (raw / FILE).write_text("\n".join([HEADER, *lines]), "utf-8")
    return raw / FILE


TEXTS = st.one_of(
    st.text("'=+-@,\"\n\t 王a1;", max_size=8), st.text(st.characters(exclude_categories=("C", "Z")), max_size=8)
).map(lambda text: text_of("text", text))
FIGURES = st.none() | st.decimals(-(10**20), 10**20, places=8)


@given(
    st.lists(
        st.builds(
            Decision,
            st.text("0123456789abcdef", min_size=16, max_size=16),
            st.sampled_from(STATES),
            TEXTS.map(lambda text: text + "因"),
            TEXTS.map(lambda text: text + "人"),
            st.dates(),
            FIGURES,
            FIGURES,
            TEXTS,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_appended_decisions_are_read_back_and_never_form_a_spreadsheet_formula(found: list[Decision]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder)
        for decision in found:
            append(raw, decision)
        assert [decision for _, decision in read(raw)] == found
        text = (raw / FILE).read_text("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            assert not any((row[name] or " ")[0] in "=+-@\t\r" for name in ("reason", "decided_by", "message"))


def test_lines_added_by_hand_stay_and_their_line_is_known(tmp_path: Path) -> None:
    file_of(tmp_path, "", LINE)
    append(tmp_path, ACCEPTED)
    assert read(tmp_path) == [(3, ACCEPTED), (4, ACCEPTED)]
    assert (tmp_path / FILE).read_text("utf-8").splitlines()[2] == LINE
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", FILE]
    recalled = History(tmp_path, ON).recall()["decisions"].to_pylist()
    assert recalled == [{"line": line, **ACCEPTED._asdict()} for line in (3, 4)]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("x" + LINE[1:], "finding_id: 'x123456789abcdef' is not 16 hexadecimal digits"),
        (LINE.replace("accepted", "closed"), "state: 'closed' is none of confirmed, unfounded, accepted, open"),
        (LINE.replace("两个口径", ""), "accepted needs a reason"),
        (LINE.replace("accepted,两个口径", "unfounded, "), "unfounded needs a reason"),
        (LINE.replace("王某", " "), "decided_by is blank"),
        (LINE.replace("2026-03-01", "2026/3/1"), "decided_on: '2026/3/1' is not written as 2026-01-31"),
        (LINE.replace("2026-03-01", "2026-02-30"), "decided_on: '2026-02-30' is no day"),
        (LINE.replace(",11,", ",十一,"), "reported: '十一' is no figure"),
        (LINE.replace(",10,", ",1e9,"), "computed: '1e9' is no figure"),
        (LINE + ",more", "9 fields, 8 are wanted"),
    ],
)
def test_a_malformed_line_is_named_and_nothing_is_appended(tmp_path: Path, line: str, error: str) -> None:
    path = file_of(tmp_path, LINE, line)
    for call in (lambda: read(tmp_path), lambda: append(tmp_path, ACCEPTED)):
        with pytest.raises(DecisionError) as refused:
            call()
        assert str(refused.value).startswith(f"{path}:3: {error}")
    assert path.read_text("utf-8").endswith(line)


def test_a_quote_that_is_not_closed_is_named(tmp_path: Path) -> None:
    file_of(tmp_path, LINE, LINE.replace("王某", '"王某'))
    with pytest.raises(DecisionError, match=r"decisions\.csv:3: unexpected end of data"):
        read(tmp_path)
    with pytest.raises(DecisionError, match=r"decisions\.csv:\d: "):
        append(tmp_path, ACCEPTED)


def test_a_file_that_is_not_utf_8_or_has_the_wrong_header_is_named(tmp_path: Path) -> None:
    path = file_of(tmp_path, LINE)
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    with pytest.raises(DecisionError, match=r"decisions\.csv:2: is not UTF-8"):
        read(tmp_path)
    path.write_text(LINE, "utf-8")
    with pytest.raises(DecisionError, match=r"decisions\.csv:1: the header must be finding_id,state"):
        read(tmp_path)
    path.write_text("", "utf-8")
    with pytest.raises(DecisionError, match=r"decisions\.csv:1: the header must be"):
        read(tmp_path)


def test_a_damaged_file_is_told_in_chinese_to_who_decides_and_in_english_to_who_runs(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file_of(office, LINE, LINE.replace("2026-03-01", "2026/3/1"))
    assert decide(office, FINDING, "confirmed", "--by", "王某") == 2
    assert capsys.readouterr().err == f"gouji: {path}：第3行无法读取，请恢复备份或者联系管理员\n"
    (office / "documents").mkdir()
    (office / "documents" / "report.txt").write_text("no report")
    assert main(["run", "--raw", str(office), "--warehouse", str(office / "warehouse")]) == 2
    assert "decided_on: '2026/3/1' is not written as 2026-01-31; fix or remove the line" in capsys.readouterr().err


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A folder with a warehouse that has one finding and remembers one that is gone."""
    (tmp_path / "warehouse").mkdir()
    with duckdb.connect(str(tmp_path / "warehouse" / "gouji.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_finding_history as select * from (values"
            " (?, cast(11 as decimal(38, 8)), cast(10 as decimal(38, 8)), '=11 ≠ 10', null::date),"
            " ('f123456789abcdef', null, null, 'gone', date '2026-01-01'))"
            " as lines (finding_id, reported, computed, message, gone_since)",
            [FINDING],
        )
    return tmp_path


def decide(office: Path, *arguments: str) -> int:
    return main(["decide", *arguments, "--raw", str(office), "--warehouse", str(office / "warehouse")])


def test_a_decision_is_written_with_the_finding_it_was_made_on(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(office, FINDING.upper(), "accepted", "--by", " 王　某", "--reason", "=两个\n口径") == 0
    ((line, found),) = read(office)
    today = dt.datetime.now(dt.UTC).date()
    assert (line, found._replace(decided_on=today)) == (
        2,
        Decision(FINDING, "accepted", "=两个 口径", "王 某", today, Decimal(11), Decimal(10), "=11 ≠ 10"),
    )
    assert today - found.decided_on <= dt.timedelta(days=1)
    assert ",'=两个 口径,王 某," in (office / FILE).read_text("utf-8-sig")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["0123456789abcdee", "open", "--by", "王某"], "没有这个编号的问题"),
        (["f123456789abcdef", "open", "--by", "王某"], "没有这个编号的问题"),
        ([FINDING, "accepted", "--by", "王某"], "--reason：请写明理由"),
        ([FINDING, "unfounded", "--by", "王某"], "--reason：请写明理由"),
        ([FINDING, "confirmed", "--by", " "], "--by：请写明"),
        ([FINDING, "confirmed", "--by", "\x1b[31m"], "--by："),
        ([FINDING, "confirmed", "--by", "王某", "--reason", "\udce9"], "--reason："),
    ],
)
def test_an_invalid_decision_is_a_one_line_error(
    office: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], error: str
) -> None:
    assert decide(office, *arguments) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("gouji: ") and error in err and err.count("\n") == 1
    assert not (office / FILE).exists()


def test_nothing_is_written_without_a_warehouse_or_while_another_decision_is_being_written(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (office / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert decide(office, FINDING, "confirmed", "--by", "王某") == 2
    assert "另一程序正在写入，请稍后再试" in capsys.readouterr().err
    (office / "warehouse" / "gouji.duckdb").write_bytes(b"no database")
    assert decide(office, FINDING, "confirmed", "--by", "王某") == 2
    assert "无法读取（文件已损坏）" in capsys.readouterr().err
    (office / "warehouse" / "gouji.duckdb").unlink()
    assert decide(office, FINDING, "confirmed", "--by", "王某") == 2
    assert "请先运行 gouji run" in capsys.readouterr().err
    assert not (office / FILE).exists()


def test_the_models_accept_every_state_that_can_be_decided() -> None:
    file = DBT_DIR / "models" / "staging" / "_staging__models.yml"
    models = {model["name"]: model for model in YAML(typ="safe").load(file)["models"]}
    columns = {column["name"]: column for column in models["stg_decisions"]["columns"]}
    (accepted,) = (t["accepted_values"] for t in columns["state"]["data_tests"] if "accepted_values" in t)
    assert set(accepted["arguments"]["values"]) == set(STATES)
