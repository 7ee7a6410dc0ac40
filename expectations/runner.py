"""Runs the checkpoints of the project with Great Expectations and trusts no result unchecked.

The library can pass what it never evaluated: a metric that raised, a list cut short, an expectation left out. A result
returned from here is sound; anything else raises.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from expectations import catalogue, data_docs, project
from expectations.labels import labels
from expectations.library import gx
from expectations.sql import Places, among, landed

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import ExpectationValidationResult

_PAGES = "library"
_WORK = ".validating-"


class ValidationError(Exception):
    """Records or results could not be validated; the message says what failed, where, and what to do."""


class Result(NamedTuple):
    """What one expectation found in a batch of `rows`, of which `assessed` had a value and `failing` did not meet it.

    `listed` are the first of the failing rows, by the columns that name them. Where nothing `is_limited`, none of them
    are too many.
    """

    description: str
    meta: dict[str, Any]
    success: bool
    rows: int
    assessed: int
    failing: int
    listed: list[dict[str, str]]
    is_limited: bool = True


class Runner:
    """The project of a run, in a folder that goes with it: nothing is left but Data Docs.

    It is beside Data Docs, where there is room for what does not fit into memory; what a run that was killed left there
    is removed.
    """

    def __init__(self, folder: Path, listed: int = project.LISTED) -> None:
        self._folder, self._listed = folder.resolve(), listed
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        for left in self._folder.parent.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        self._work = tempfile.TemporaryDirectory(prefix=_WORK, dir=self._folder.parent)
        self._found: dict[str, list[data_docs.Section]] = {}
        self._notes: list[str] = []
        self._day: dt.date | None = None
        self._places: Places | None = None
        self.records: Path | None = None
        """The records that keep the landing contract: marts are compared with these."""

    @property
    def evaluated(self) -> int:
        """How many expectations were evaluated, each once, however often a checkpoint was tried."""
        return sum(len(section.results) for sections in self._found.values() for section in sections)

    @property
    def work(self) -> Path:
        """The folder of the run."""
        return Path(self._work.name)

    def prepare(self, records: Path, marts: Path, *, is_all: bool = True, note: str = "") -> None:
        """Write the project over these records and marts; where they are not all, nothing is said of percentages.

        Data Docs say the note, in Chinese.
        """
        self._places = Places(records.resolve(), marts.resolve(), self.work / "spill")
        self._notes += filter(None, [note])
        self._checks = project.write(self.work, self._places, self._folder / _PAGES, self._listed, is_all=is_all)
        self._context = gx.get_context(mode="file", project_root_dir=self._work.name)

    def run(self, checkpoint: str) -> dict[str, list[Result]]:
        """Evaluate the suites of a checkpoint; return a result per expectation, by suite."""
        try:
            done = self._context.checkpoints.get(checkpoint).run()
        except (gx.exceptions.GreatExpectationsError, SQLAlchemyError) as error:
            raise ValidationError(f"{checkpoint}: Great Expectations failed: {error}") from error
        results = {validation.suite_name: validation.results for validation in done.run_results.values()}
        self._day = done.run_id.run_time.date()
        check = self._checks[checkpoint]
        for suite in check.suites:
            if len(results.get(suite.batch, ())) != len(suite.expectations):
                raise ValidationError(f"{suite.batch}: not all {len(suite.expectations)} expectations were evaluated")
        self._found[checkpoint] = [
            data_docs.Section(one.batch, one.title, [_sound(r, one.batch, check.listed) for r in results[one.batch]])
            for one in check.suites
        ]
        return {section.name: section.results for section in self._found[checkpoint]}

    def select(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds in the batches of the records, under their names, that a checkpoint has just made.

        Raises ValidationError where it names a batch that none has made.
        """
        source = "records"
        engine = self._context.data_sources.get(source).get_execution_engine()
        made = {key.removeprefix(f"{source}-"): data for key, data in engine.batch_manager.batch_data_cache.items()}
        batches = ", ".join(f"{name} as (from {data.selectable})" for name, data in made.items())
        try:
            with engine.get_connection() as connection:
                return list(map(tuple, connection.exec_driver_sql(f"with {batches} {query}").fetchall()))
        except SQLAlchemyError as error:
            raise ValidationError(f"the batches of the records cannot be compared: {error}") from error

    def build_docs(self) -> Path:
        """Replace the pages of an earlier run and return the path of the index in Chinese; this ends the run."""
        self._context.clean_data_docs(project.SITE)
        self._context.build_data_docs([project.SITE])
        sections = self._named([section for sections in self._found.values() for section in sections])
        index = data_docs.write(self._folder, self._folder / _PAGES, sections, self._day, self._notes)
        self._work.cleanup()
        return index

    def _named(self, sections: list[data_docs.Section]) -> list[data_docs.Section]:
        """The same with words for codes in each row that is listed, and agency and year before a report."""
        rows = [row for section in sections for result in section.results for row in result.listed]
        names, form = self._names({row.get("report_id") for row in rows}), catalogue.load()

        def named(result: Result) -> Result:
            label = labels(form, result.meta.get("rule"))
            listed = [{column: label(column, code) for column, code in row.items()} for row in result.listed]
            return result._replace(listed=[{"named": names.get(row.get("report_id"), ""), **row} for row in listed])

        return [section._replace(results=list(map(named, section.results))) for section in sections]

    def _names(self, reports: set[str | None]) -> dict[str | None, str]:
        """Agency and year of reports."""
        if self._places is None or not (known := sorted(filter(None, reports))):
            return {}
        query = "select report_id, concat_ws(' ', agency, year || '年')"
        return dict(self.select(f"{query} from {landed(self._places, 'reports')} where {among('report_id', known)}"))


def _sound(result: ExpectationValidationResult, suite: str, listed: int) -> Result:
    """Read one result; raise ValidationError where it hides an exception or leaves out rows."""
    configuration, figures = result.expectation_config, result.result
    if configuration is None or (raised := next(_raised(result.exception_info or {}), None)) is not None:
        raise ValidationError(f"{suite}: Great Expectations failed inside an expectation: {raised}")
    description, meta = configuration.description or "", configuration.meta or {}
    if configuration.type == "expect_table_row_count_to_be_between":
        counted = int(figures["observed_value"])
        return Result(description, meta, bool(result.success), counted, counted, int(not result.success), [])
    rows, missing, failing = (figures.get(name) for name in ("element_count", "missing_count", "unexpected_count"))
    if rows == 0:
        # Of no rows the library counts none.
        missing = failing = 0
    found = _rows(figures.get("unexpected_index_list"))
    if rows is None or missing is None or failing is None or len(found) != min(failing, listed):
        raise ValidationError(f"{suite}: the result of {meta or configuration.kwargs} is incomplete: {figures}")
    is_limited = configuration.kwargs.get("mostly", 1) > 0
    return Result(description, meta, bool(result.success), rows, rows - missing, failing, found, is_limited)


def _rows(columns: list[dict[str, list[str]]] | None) -> list[dict[str, str]]:
    """The rows of a table that the library gives column by column."""
    if not columns:
        return []
    (table,) = columns
    return [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]


def _raised(info: dict[str, Any]) -> Iterator[str]:
    """The messages of caught exceptions: the library gives a single one, or one for each metric that failed."""
    if "raised_exception" not in info:
        for each in info.values():
            yield from _raised(each)
    elif info["raised_exception"]:
        yield str(info.get("exception_message"))
