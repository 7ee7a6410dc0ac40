"""Runs expectations with Great Expectations and trusts no result unchecked.

The library can pass what it never evaluated: a metric that raised, a list cut at 200, rows left out. A result
returned from here is sound; anything else raises.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import great_expectations as gx
import pandas as pd
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.core.run_identifier import RunIdentifier
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.exceptions.exceptions import GreatExpectationsError
from great_expectations.expectations.expectation import Expectation

from expectations import data_docs

# The index, which holds the report ids, is complete, while lists of values stop at 200; and the library converts each
# decimal it shows to a float, at 2 ms apiece.
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "exclude_unexpected_values": True,
    "return_unexpected_index_query": False,
}
_SITE = "gouji"


class ValidationError(Exception):
    """Records or results could not be validated; the message says what failed, where, and what to do."""


class Result(NamedTuple):
    """What one expectation found: `failing` are the labels of the rows, out of `assessed` that had all values."""

    description: str
    meta: dict[str, Any]
    rows: int
    assessed: int
    failing: tuple[str, ...]


class Runner:
    """One Great Expectations context in memory, which writes nothing but Data Docs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._context = gx.get_context(mode="ephemeral", project_config=_configuration(self._folder))
        asset = self._context.data_sources.add_pandas("records").add_dataframe_asset("reports")
        self._batch = asset.add_batch_definition_whole_dataframe("batch")
        self._checkpoints: dict[str, gx.Checkpoint] = {}
        self._runs: dict[tuple[str, str], data_docs.Run] = {}

    @property
    def evaluated(self) -> int:
        """How many expectations were evaluated, each once per batch, however often a batch was tried."""
        return sum(run.evaluated for run in self._runs.values())

    def run(self, suite: str, expectations: Sequence[Expectation], frame: pd.DataFrame, batch: str) -> list[Result]:
        """Evaluate a suite on one batch, each row labelled by its index; return a result per expectation."""
        where = f"{suite}, {batch}"
        if suite not in self._checkpoints:
            self._checkpoints[suite] = self._checkpoint(suite, expectations)
        run_id = RunIdentifier(run_name=batch, run_time=dt.datetime.now(dt.UTC))
        try:
            done = self._checkpoints[suite].run(batch_parameters={"dataframe": frame}, run_id=run_id)
        except GreatExpectationsError as error:
            raise ValidationError(f"{where}: Great Expectations failed: {error}") from error
        (validation,) = done.run_results.values()
        if len(validation.results) != len(expectations):
            raise ValidationError(f"{where}: {len(validation.results)} of {len(expectations)} expectations evaluated")
        failed = sum(not result.success for result in validation.results)
        self._runs[suite, batch] = data_docs.Run(suite, batch, len(expectations), failed)
        return [_sound(result, len(frame), where) for result in validation.results]

    def build_docs(self) -> Path:
        """Replace the pages of an earlier run and return the path of the new index."""
        self._context.clean_data_docs(_SITE)
        self._context.build_data_docs([_SITE])
        return data_docs.write(self._folder, list(self._runs.values()))

    def _checkpoint(self, name: str, expectations: Sequence[Expectation]) -> gx.Checkpoint:
        suite = self._context.suites.add(gx.ExpectationSuite(name=name, expectations=list(expectations)))
        definition = gx.ValidationDefinition(name=name, data=self._batch, suite=suite)
        definition = self._context.validation_definitions.add(definition)
        return self._context.checkpoints.add(
            gx.Checkpoint(name=name, validation_definitions=[definition], result_format=_RESULT_FORMAT)
        )


def _configuration(folder: Path) -> DataContextConfig:
    """Turn off telemetry, progress bars and other folders."""
    site = {
        "class_name": "SiteBuilder",
        "show_how_to_buttons": False,
        "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),
        data_docs_sites={_SITE: site},
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )


def _sound(result: ExpectationValidationResult, rows: int, where: str) -> Result:
    """Read one result; raise ValidationError where it hides an exception or leaves out rows."""
    configuration, figures = result.expectation_config, result.result
    if configuration is None or (raised := next(_raised(result.exception_info or {}), None)) is not None:
        raise ValidationError(f"{where}: Great Expectations failed inside an expectation: {raised}")
    failing = figures.get("unexpected_index_list")
    if failing is None or len(failing) != figures["unexpected_count"] or figures["element_count"] != rows:
        raise ValidationError(f"{where}: the result of {configuration.meta} is incomplete: {figures}")
    assessed = rows - figures["missing_count"]
    return Result(configuration.description or "", configuration.meta or {}, rows, assessed, tuple(failing))


def _raised(info: dict[str, Any]) -> Iterator[str]:
    """The messages of caught exceptions: the library gives a single one, or one for each metric that failed."""
    if "raised_exception" not in info:
        for each in info.values():
            yield from _raised(each)
    elif info["raised_exception"]:
        yield str(info.get("exception_message"))
