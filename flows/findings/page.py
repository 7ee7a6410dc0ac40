"""The findings as one page that works from a folder, sends no request and runs no text of a report."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.findings import wording
from flows.findings.queries import Marts
from flows.findings.unassessed import Unassessed

_TEMPLATES = Path(__file__).parent / "templates"


class Choice(NamedTuple):
    """When the page was built, as of which day it lists missing reports, and for which reports."""

    built: dt.datetime
    day: dt.date
    year: int | None
    region: str | None


def render(marts: Marts, gaps: Sequence[Unassessed], choice: Choice) -> bytes:
    """The page as UTF-8."""
    style, script = (Markup((_TEMPLATES / name).read_text("utf-8")) for name in ("findings.css", "findings.js"))
    agencies = {wording.agency(document.agency) for document in marts.documents if document.original}
    agencies |= {wording.agency(finding.agency) for finding in marts.gone}
    agencies |= {finding.agency for finding in marts.missing}
    text = (
        _environment()
        .get_template("findings.html")
        .render(
            marts=marts,
            gaps=gaps,
            counts=marts.summary,
            listed={finding.report_id for finding in marts.findings},
            choice=choice,
            agencies=sorted(agencies),
            style=style,
            script=script,
            policy=_policy(script),
        )
    )
    return text.encode("utf-8")


def _policy(script: str) -> str:
    """Allows only the page's own script, and no network request."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = (
        wording.agency,
        wording.year,
        wording.number,
        wording.signed,
        wording.place,
        wording.suspect,
        wording.reread,
        wording.level,
        wording.doubt,
        wording.table,
        wording.settled,
        wording.gone,
    )
    environment.filters |= {function.__name__: function for function in (*words, wording.remark, wording.version)}
    environment.globals |= {
        "severities": wording.SEVERITIES,
        "statuses": wording.STATUSES,
        "states": wording.STATES,
        "left_out": wording.left_out,
    }
    return environment
