"""What there is to tell after a run: for operators what went wrong, for supervisors what must be corrected, once."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flows.landing.locks import BusyError, only_writer
from flows.landing.replacing import replace
from flows.operations import drift
from flows.operations.records import one_line
from flows.runs import notify, operators

if TYPE_CHECKING:
    from flows.findings.untold import Untold
    from flows.harvest.results import Result
    from flows.operations.drift import Alarm

_SITE = "GOUJI_SITE_URL"
_LISTED = 20
_TOLD = "told.json"


class ToldError(RuntimeError):
    """What ends a flow that has told operators why: nothing more is to be told of it."""


def tell_harvest(raw: Path, results: Sequence[Result]) -> None:
    """Tell operators of sites that have fewer reports than before, or of which not all could be fetched."""
    doubtful = [result for result in results if result.fewer or result.failing]
    problems = [f"{result.site}: {problem}" for result in doubtful for problem in result.told()]
    if problems:
        operators.tell(raw, "gouji: a harvest found fewer reports than before, or could not fetch all", problems)


def tell_outcome(raw: Path, warehouse: Path, alarms: Sequence[Alarm]) -> None:
    """Tell supervisors what must be corrected, and operators where what was read differs from earlier runs."""
    tell_findings(raw, warehouse)
    if lines := drift.to_tell(alarms):
        operators.tell(raw, "gouji: what was read differs from earlier runs", lines)
    else:
        operators.tell_again(raw)


def tell_findings(raw: Path, warehouse: Path) -> None:
    """Tell supervisors what must be corrected and was not told before.

    `raw/history/told.json` remembers what was told, once anybody has been; what nobody took is told after the next
    run. Whatever goes wrong is a line on standard error.
    """
    if not notify.is_wanted():
        return
    try:
        with only_writer(raw / "history", ".told.lock"):
            _tell_findings(raw / "history" / _TOLD, warehouse / "gouji.duckdb")
    except BusyError:
        # Another run is telling them.
        pass
    except Exception as error:
        notify.warn(f"new findings were not told: {one_line(error)}")


def _tell_findings(note: Path, database: Path) -> None:
    found = database.stat()
    state = [found.st_size, found.st_mtime_ns]
    known, told = _read(note)
    if known == state:
        return
    # Loads DuckDB, which a run that has nothing to tell does without.
    from flows.findings import untold

    listed, numbers = untold.read(database, told, _LISTED)
    if not numbers or notify.tell(_title(len(numbers)), _lines(listed, len(numbers))):
        content = {"database": state, "told": sorted({*told, *numbers})}
        replace(note, json.dumps(content).encode())


def _read(note: Path) -> tuple[list[int] | None, set[str]]:
    """The database that was read last, by size and time, and the findings that were told; none if nobody was told."""
    try:
        found = json.loads(note.read_text("utf-8"))
        return found["database"], {str(number) for number in found["told"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None, set()


def _title(count: int) -> str:
    from expectations.vocabulary import words

    return f"勾稽：新发现{words('fct_findings', 'severity')['must']}的问题{count}项"


def _lines(listed: Sequence[Untold], count: int) -> list[str]:
    from flows.findings import wording

    lines = []
    for number, finding in enumerate(listed, start=1):
        place = f"{wording.agency(finding.agency)}，{wording.year(finding.year)}"
        lines.append(f"{number}. {place}：{finding.failure}。{finding.message}")
        if address := _address(finding):
            lines.append(address)
    if count > len(listed):
        lines.append(f"此处只列前{len(listed)}项，其余见问题清单。")
    return lines


def _address(finding: Untold) -> str:
    """Where the site shows a finding; nothing if GOUJI_SITE_URL does not say where that is."""
    site = os.environ.get(_SITE, "").rstrip("/")
    if not site:
        return ""
    if finding.report_id is None:
        return f"{site}/agency.html?{urlencode({'agency': finding.agency_id})}" if finding.agency_id else site
    asked = {"report": finding.report_id, "agency": finding.agency_id, "finding": finding.finding_id}
    return f"{site}/report.html?{urlencode({name: value for name, value in asked.items() if value})}"
