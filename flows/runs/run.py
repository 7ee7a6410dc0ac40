"""The main job, step by step: land, check the records, build, validate, report. Does not use Prefect.

Every step is called through a `Step`, which decides how: `plainly`, as here, or as a task of Prefect's as in `flow.py`.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from flows import logs
from flows.findings import Summary
from flows.keeping.shadow import remove_remains
from flows.landing import roster
from flows.landing.current import Landing, current_landing
from flows.landing.files import InputError
from flows.landing.garbage import collect_rarely
from flows.landing.land import land
from flows.landing.locks import only_writer
from flows.landing.temporary import own_folder
from flows.operations.recording import recorded
from flows.operations.records import one_line
from flows.operations.steps import Step, plainly
from flows.runs import notify
from flows.runs.job import MadeOf, Order, RunResult, built_from, forget, made_of, remember
from flows.runs.report import write_report
from flows.runs.unchanged import warn_of_others
from flows.warehouse import decided, decisions, kept, memory
from flows.warehouse.days import today
from flows.warehouse.history import History
from flows.warehouse.publishing import DATABASE

if TYPE_CHECKING:
    from expectations.checkpoint import Validation
    from expectations.runner import Runner

_CHECKED = ".checked.json"

watching: ContextVar[Callable[[int, int], None]] = ContextVar("watching", default=lambda done, total: None)
"""Told how many documents have been read, and how many are to be read, at least."""


class DefectError(RuntimeError):
    """Records that break the landing contract: a gouji bug; aborts the run."""


def run(order: Order, step: Step = plainly) -> RunResult:
    """Land what is new, then check, build, validate and report; one run at a time.

    Raises RosterError or DecisionError, before anything is read, for what a person wrote beside the documents, and
    BusyError where another run is writing.
    """
    collect_rarely()
    lock = only_writer(order.raw / ".records", ".run.lock")
    with own_folder(), lock, recorded(order.raw, order.warehouse, order.asked) as recording:
        remove_remains(order.raw, order.warehouse)
        step = recording.clock.timed(step)
        recording.note(passed_over=warn_of_others(order.raw))
        step(check_input)(order.raw)
        check_choice(order)
        landing, made, evaluated, built = land_and_build(order, step)
        # What is published is measured, whatever becomes of site and workbook.
        recording.done(landing, built)
        summary = step(write_findings)(order, made)
    found = landing, built, evaluated, summary, order.warehouse.resolve()
    return RunResult(*found, recording.run, recording.alarms, order.workbook)


def land_and_build(order: Order, step: Step = plainly) -> tuple[Landing, MadeOf, int, bool]:
    """Land what is new, then check, build and validate, for whoever holds the lock of runs.

    Returns what was landed, what the warehouse is made from, how many expectations were evaluated for it, and whether
    it was built now.
    """
    raw, warehouse, day = order.raw, order.warehouse, order.day or today()
    if order.full_refresh:
        # A refresh that fails leaves records which the old warehouse was not made of, though they have its
        # generation.
        forget(warehouse)
        kept.drop(warehouse)
    landing = step(land_documents)(raw, order.full_refresh, order.cluster, step)
    # Taken before the build, so that a decision made while it runs is new to the next run.
    made = made_of(raw, landing, day)
    evaluated = built_from(warehouse, made)
    if evaluated is not None:
        return landing, made, evaluated, False
    evaluated = _make(order, made, day, step)
    remember(warehouse, made, evaluated)
    return landing, made, evaluated, True


def _make(order: Order, made: MadeOf, day: dt.date, step: Step) -> int:
    """Records to marts, or new decisions alone into those that are there; how many expectations these have met."""
    evaluated = built_from(order.warehouse, made, but_for="decisions")
    if evaluated is not None and step(apply_decisions)(order.raw, order.warehouse, day):
        return evaluated
    # Takes a second to load, which only a build should pay for.
    from expectations.runner import Runner

    runner = Runner(order.warehouse / "data_docs")
    step(check_contract)(order.raw / "records", runner, order.warehouse / _CHECKED)
    step(build_warehouse)(order.raw, order.warehouse, day, order.full_refresh, runner, step)
    return runner.evaluated


def check_input(raw: Path) -> None:
    """What people wrote beside the documents, and how much memory they give to a build."""
    roster.read(raw)
    decisions.read(raw)
    memory.for_a_build()


def check_choice(order: Order) -> None:
    """Raise ChoiceError for a year or region of which nothing is known, before anything is read.

    Documents that are new, or are read anew by another reader, may bring it: that is said, and known after them.
    """
    database = order.warehouse / DATABASE
    if (order.year is None and order.region is None) or not database.is_file():
        return
    # Loads DuckDB.
    from flows.findings import chosen

    try:
        chosen.check(database, order.year, order.region)
    except InputError as error:
        if current_landing(order.raw) is not None:
            raise
        notify.warn(f"{one_line(error)}, unless what is new brings it")
    except Exception as error:
        # A database that cannot be read is built again.
        logs.tell("year and region could not be checked", logging.WARNING, error)


def land_documents(raw: Path, full_refresh: bool, cluster: str | None, step: Step) -> Landing:
    """Documents to records, batch by batch; read on a cluster, if its address is given."""
    report = watching.get()

    def each(before: int, total: int, land_next: Callable[[], int]) -> int:
        landed = step(land_batch)(before + 1, max(before + 1, total), land_next)
        done = before + landed
        report(done, max(done, total))
        return landed

    return land(raw, full_refresh=full_refresh, each=each, cluster=cluster)


def land_batch(first: int, total: int, land_next: Callable[[], int]) -> int:
    """The next documents to records, from the `first` on of at least `total`; returns how many they were."""
    return land_next()


def check_contract(records: Path, runner: Runner, note: Path) -> None:
    """Records against the landing contract, before anything is built of them, but for those that the note names."""
    from expectations.checkpoint import check_records

    if defects := check_records(records, runner, note):
        raise DefectError("; ".join(defects))


def apply_decisions(raw: Path, warehouse: Path, day: dt.date) -> bool:
    """Decisions to findings, where nothing else has changed since the last run; False where a build is needed."""
    # From here on the old note would no longer describe the warehouse.
    forget(warehouse)
    return decided.apply_decisions(raw / "records", warehouse, History(raw, day))


def build_warehouse(raw: Path, warehouse: Path, day: dt.date, anew: bool, runner: Runner, step: Step) -> None:
    """Records to marts, with the findings of earlier builds and the decisions on them; and the data dictionary.

    Nothing is published before it is validated.
    """

    from flows.warehouse.build import build

    def validate(marts: Path, touched: Path | None) -> None:
        step(validate_results)(marts, runner, touched)
        # From here on the old note would no longer describe the warehouse.
        forget(warehouse)

    build(raw / "records", warehouse, History(raw, day), validate=validate, anew=anew)


def validate_results(marts: Path, runner: Runner, touched: Path | None) -> Validation:
    """What the marts say about the rules against the suites of the catalogue; of touched reports only, if given.

    A doubtful layout is reported but stops nothing: its reports are in the warehouse as they were read.
    """
    from expectations.checkpoint import check_results

    return check_results(marts, runner, touched)


def write_findings(order: Order, made: MadeOf) -> Summary:
    """Marts to site and workbook for supervisors, unless those there answer the same question."""
    return write_report(order.raw, order.warehouse, made, order.year, order.region, order.day)
