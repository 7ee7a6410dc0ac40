"""A run that finds nothing new, and what any run says of a folder of documents. Loads no library."""

from __future__ import annotations

import logging
from pathlib import Path

from flows import logs
from flows.landing.files import InputError, LandingError, passed_over
from flows.operations import page
from flows.operations.records import recorded_briefly
from flows.runs import notify
from flows.runs.job import Order, RunResult, UpToDate, nothing_new
from flows.runs.report import write_report


def finish(order: Order) -> RunResult | None:
    """Do a run that finds nothing new, which is a line of its record; None where there is something to do.

    Only site, workbook and the page of runs are written, and those only if they are not there. Raises BusyError where
    another run is writing them.
    """
    current = None if order.full_refresh else _nothing_new(order)
    if current is None:
        return None
    with recorded_briefly(order.raw, order.asked):
        warn_of_others(order.raw)
        summary = write_report(order.raw, order.warehouse, current.made, order.year, order.region, order.day)
        page.renew(order.raw, order.warehouse)
    found = current.landing, False, current.expectations, summary, order.warehouse.resolve()
    return RunResult(*found, workbook=order.workbook)


def _nothing_new(order: Order) -> UpToDate | None:
    try:
        return nothing_new(order.raw, order.warehouse, order.day)
    except (InputError, LandingError):
        # The job says so at its first step, and that is recorded.
        return None


def warn_of_others(raw: Path) -> str | None:
    """Say, on standard error and in the log, which of the documents are not opened as they are no files; returns it."""
    try:
        others = passed_over(raw / "documents")
    except OSError:
        # Landing says what cannot be opened.
        return None
    if others:
        logs.tell("passed over", logging.WARNING, what=others)
        notify.say(others)
    return others
