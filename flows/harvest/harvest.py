"""The harvest: all sites of a list, several side by side."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Event

from flows.harvest import finder as finders
from flows.harvest.bounds import Bounds
from flows.harvest.client import Client
from flows.harvest.errors import StoppedError
from flows.harvest.finder import Finder
from flows.harvest.index import index
from flows.harvest.network import Network
from flows.harvest.results import Result
from flows.harvest.sites import Site, read
from flows.harvest.state import State
from flows.harvest.visit import Means, Visit, named
from flows.harvest.warcs import salvage
from flows.landing.files import InputError
from flows.landing.fingerprint import fingerprint
from flows.landing.locks import only_writer
from flows.landing.refusals import line

STATE = "harvest"
"""Folder of the state, below `raw`."""

DOCUMENTS = Path("documents", "harvest")
"""Folder of the WARC files, below `raw`."""

_FINDING = ("flows/harvest/finding",)
_CONTACT = re.compile(r"[\x21-\x7e]{1,200}")


class ContactError(InputError):
    """The contact cannot be sent; the message says why."""


def harvest(
    sites: Path,
    raw: Path,
    years: frozenset[int] | None = None,
    contact: str | None = None,
    *,
    puts_off: bool = True,
    day: dt.date | None = None,
    tell: Callable[[Result], None] = lambda result: None,
    bounds: Bounds | None = None,
    network: Network | None = None,
    finder: Finder | None = None,
) -> list[Result]:
    """Fetch what the sites of a list have published and store it below `raw`, as one writer at a time.

    Without `puts_off`, pages that always come changed are asked for, too. `day` is that on which missing reports are
    judged, today if it is None. `tell` is called with the result of each site as it is done, before what was found
    there is remembered. Raises SitesError and ContactError before anything is fetched, BusyError where another harvest
    is under way, OSError.
    """
    listed = read(sites)
    if contact is not None and not _CONTACT.fullmatch(contact):
        raise ContactError("contact: must be an address of up to 200 ASCII characters without spaces")
    bounds, finder, stop = bounds or Bounds(), finder or finders.default(), Event()
    with only_writer(raw / STATE):
        for folder in (raw / DOCUMENTS).glob("*/"):
            salvage(folder)
        state, ended = State(raw / STATE, fingerprint(_FINDING)), False
        try:
            client = Client(contact, network or Network(), bounds, stop)
            means = Means(client, state, finder, years, bounds, day or dt.date.today(), puts_off)
            results = _visit_all(listed, raw, means, tell, stop)
            ended = True
        finally:
            state.close(ended)
    return results


def _visit_all(sites: list[Site], raw: Path, means: Means, tell: Callable[[Result], None], stop: Event) -> list[Result]:
    results = []
    with ThreadPoolExecutor(means.bounds.sites_at_once, "harvest") as threads:
        futures = {threads.submit(_visit, site, raw / DOCUMENTS / site.name, means): site for site in sites}
        try:
            for future in as_completed(futures):
                results.append(result := _result(future, futures[future]))
                tell(result)
                for count in result.counted:
                    means.state.put_reports(result.site, count.url, named(means.years), count.reports)
                    means.state.put_years(result.site, count.url, count.years)
        except BaseException:
            stop.set()
            threads.shutdown(cancel_futures=True)
            raise
    return results


def _visit(site: Site, folder: Path, means: Means) -> Result:
    index(site.name, folder, means.state, means.finder, means.bounds)
    return Visit(site, folder, means).run()


def _result(future: Future[Result], site: Site) -> Result:
    """The result of a visit; one that failed altogether does not stop the others."""
    try:
        return future.result()
    except StoppedError:
        raise
    except OSError as error:
        problem = f"{error.filename or 'the answer'}: cannot be stored ({error.strerror or error})"
    except Exception as error:
        problem = f"the visit failed: {type(error).__name__}: {error}"
    result = Result(site.name)
    result.fail(line(problem)[:300], failing=True)
    return result
