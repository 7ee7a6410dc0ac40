"""What users wrote beside the documents is checked before any of these is read."""

from __future__ import annotations

import pytest

from flows.landing import current
from flows.runs import job, run
from flows.warehouse import decisions
from tests.conftest import FinishedRun
from tests.runs.again import published, run_again
from tests.shipped import put


@pytest.mark.parametrize("options", [[], ["--full-refresh"]], ids=["what is new", "everything"])
@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (decisions.FILE, "finding_id\n", ":1: the header must be "),
        ("agencies.csv", "region_code,agency,agency_type,first_year,last_year\n331123,,,,\n", ": line 2: no agency"),
        ("agencies.csv", "agency\n甲县\n", ": line 1: the header must be "),
    ],
)
def test_what_users_wrote_is_checked_before_anything_is_read(
    copied: FinishedRun,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    name: str,
    text: str,
    said: str,
) -> None:
    put(copied.raw, "new.txt", b"new")
    (copied.raw / name).write_text(text, "utf-8")
    before = published(copied.warehouse)
    monkeypatch.setattr(current, "find", lambda *_: pytest.fail("documents were opened"))
    monkeypatch.setattr(run, "land", lambda *_, **__: pytest.fail("documents were landed"))
    assert run_again(copied, *options) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"gouji: {copied.raw / name}{said}") and err.count("\n") == 1
    assert published(copied.warehouse) == before
    # The note of what was built is still there: once the line is mended, nothing is new.
    (copied.raw / name).unlink()
    (copied.raw / "documents/new.txt").unlink()
    monkeypatch.undo()
    assert job.nothing_new(copied.raw, copied.warehouse) is not None
