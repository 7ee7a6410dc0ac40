"""What `gouji status` prints, as lines of text for operators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.operations import records

_WAITING = (
    ("new", "new file(s) not landed yet"),
    ("changed", "file(s) changed since they were landed"),
    ("perhaps_changed", "file(s) whose times have changed since they were landed: the next run looks into them"),
    ("gone", "landed file(s) gone from the folder"),
    ("decisions", "decision(s) not applied yet"),
)
_COUNTED = (("documents", "found", "found"), ("documents", "read", "read"), ("findings", "must_new", "new must"))
_SITES = 10
_WHY = {
    "failing": "could not be fetched in full",
    "fewer": "has fewer reports than before",
    "failing and fewer": "could not be fetched in full and has fewer reports than before",
}


def overview(told: Mapping[str, Any]) -> Iterator[str]:
    """The lines on a lake as a whole."""
    yield from _documents(told["documents"])
    reports = told["reports"]
    if reports is None:
        yield "reports    not known"
    elif reports:
        others = reports["reports"] - reports["current"]
        parts = f"{reports['current']:,} current + {others:,} earlier versions, or without agency or year"
        yield f"reports    {reports['reports']:,} = {parts}; {reports['cells']:,} cells"
        yield f"findings   {_findings(told['findings'])}"
    else:
        yield "reports    no warehouse has been built yet"
    waiting = [f"{told['waiting'].get(name):,} {what}" for name, what in _WAITING if told["waiting"].get(name)]
    if told["documents"] and not told["documents"]["is_of_this_reader"]:
        waiting.append("the reader or the form has changed: the next run reads every document again")
    yield f"waiting    {waiting[0] if waiting else 'nothing'}"
    yield from (f"           {line}" for line in waiting[1:])
    yield from _runs(told["runs"], told["warehouse"])
    yield from _others(told)
    for lock in told["locks"]:
        holder = f"process {lock['pid']}" if lock["pid"] else "another process"
        yield f"locked     {lock['path']}: {lock['what']} ({holder})"
    for problem in told["problems"]:
        yield f"problem    {problem}"


def _documents(documents: Mapping[str, Any] | None) -> Iterator[str]:
    if documents is None:
        yield "documents  not known"
        return
    if not documents:
        yield "documents  nothing has been landed yet"
        return
    statuses = " + ".join(f"{documents[name]:,} {name}" for name in ("extracted", "rejected", "duplicate"))
    yield f"documents  {documents['found']:,} found = {statuses}; generation {documents['generation']}"


def _findings(findings: list[dict[str, Any]]) -> str:
    counts = [f"{line['findings']:,} {line['severity']} {line['state']}" for line in findings]
    return ", ".join(counts) or "none"


def _runs(runs: list[dict[str, Any]], warehouse: str) -> Iterator[str]:
    if not runs:
        yield "runs       none on record"
    for at, run in enumerate(runs):
        many = f" × {run['times']}, the last {run['ended']}" if run["times"] > 1 else ""
        said = run["error"] or ", ".join(_done(run))
        yield f"{'runs' if not at else '':<10} {_run(run, many)}{f': {said}' if said else ''}"
        if run["log"]:
            yield f"{'':<10}   log {warehouse}/logs/{run['log']}"


def _done(run: Mapping[str, Any]) -> Iterator[str]:
    """What a run did, as far as its record says so."""
    if run["outcome"] == records.DONE:
        for table, name, what in _COUNTED:
            counts = run["counts"].get(table)
            count = counts.get(name) if isinstance(counts, dict) else None
            if isinstance(count, int):
                yield f"{count:,} {what}"
    if run["alarms"]:
        yield f"{len(run['alarms'])} drift alarm(s)"


def _run(run: Mapping[str, Any], many: str = "") -> str:
    return f"{run['began']} {run['command'] or 'run'} {run['outcome']}{many} ({run['run']})"


def _others(told: Mapping[str, Any]) -> Iterator[str]:
    """The last harvest, backup and publish, with what is wrong with any site, and the backups there are."""
    for command, run in told["others"].items():
        said = run["error"] or records.counted(run["counts"])
        yield f"{command:<10} {_run(run)}{f': {said}' if said else ''}"
    wrong = [(site, counts) for site, counts in told["sites"].items() if counts.get("failing") or counts.get("fewer")]
    for site, counts in wrong[:_SITES]:
        why = " and ".join(name for name in ("failing", "fewer") if counts.get(name))
        yield f"{'site':<10} {site} {counts['ended']} {_WHY.get(why, why)}; {counts.get('found')} found"
    if len(wrong) > _SITES:
        yield f"{'':<10} and {len(wrong) - _SITES} more"
    for folder, taken in told["backups"].items():
        yield f"{'backed up':<10} {taken} in {folder}"


def journeys(found: int, documents: list[dict[str, Any]]) -> Iterator[str]:
    """The lines on each of some documents, of which so many were found."""
    for document in documents:
        yield from _journey(document)
    if found > len(documents):
        yield f"and {found - len(documents):,} more: say more of the name"


def _journey(at: Mapping[str, Any]) -> Iterator[str]:
    yield str(at["document"])
    if "generation" not in at:
        yield "  found      not landed yet: the next run does"
        return
    yield f"  found      sha256 {at['sha256']}{'' if at['is_there'] else '; the file is gone, the next run forgets it'}"
    yield from _origin(at)
    kind = f"{at['media_type'] or 'of unknown type'}{_of(at['encoding'])}"
    yield f"  landed     {at['status']}{_of(at['reason'])}; {kind}"
    now = "this one" if at["is_of_this_reader"] else "an earlier one, the next run reads it again"
    yield f"  by         reader {at['reader']} ({now}), generation {at['generation']}"
    if at["status"] == "extracted" and at["report"] is None:
        yield "  report     not in the warehouse: it has not been built since, or cannot be read"
    if report := at["report"]:
        yield from _report(report)
    for finding in at["findings"]:
        kind = f"{finding['severity']} {finding['state']}"
        yield f"  finding    {finding['finding_id']} {kind}: {finding['failure']}（{finding['message']}）"
    for decision in at["decisions"]:
        applied = "applied" if decision["is_applied"] else "the next run applies it"
        by = f"{decision['state']} by {decision['decided_by']} on {decision['decided_on']}"
        yield f"  decision   {decision['finding_id']} {by}{_of(decision['reason'])}; {applied}"
    yield from (f"  shown      {place}" for place in at["shown"])


def _origin(at: Mapping[str, Any]) -> Iterator[str]:
    """Where a document was fetched from, if that is known."""
    if at["address"] or at["site"]:
        site = f", site {at['site']}" if at["site"] else ""
        page = f", linked from {at['page_address']}" if at["page_address"] else ""
        yield f"  from       {at['address'] or 'an address that is not known'} at {at['fetched_at']}{site}{page}"


def _report(report: Mapping[str, Any]) -> Iterator[str]:
    version = f"version {report['version_number']}" if report["version_number"] else "no version"
    state = "current" if report["is_current"] else "not current"
    who = f"{report['agency'] or 'no agency'}, {report['year'] or 'no year'}"
    yield f"  report     {report['report_id']} {who}, {version}, {state}; edition {report['edition'] or 'unknown'}"
    cells = f"{report['cells_printed']} printed, {report['cells_valued']} with a value"
    yield f"  cells      {cells}; layout {report['layout']}"
    rules = ", ".join(
        f"{report[f'rules_{s}']} {s.replace('_', ' ')}" for s in ("hold", "fail", "not_assessed", "not_applicable")
    )
    yield f"  results    {rules}"


def _of(text: str | None) -> str:
    return f" ({text})" if text else ""
