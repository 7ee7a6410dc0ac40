"""What a run publishes in Prefect: an overview in Chinese for supervisors, counts and links in English."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from httpx import HTTPError
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.settings import PREFECT_API_URL

from expectations.checkpoint import Doubtful
from expectations.vocabulary import words
from flows.findings import wording
from flows.findings.new import New
from flows.logs import redact
from flows.runs.job import RunResult

_MOST = 50
_SEVERITIES = words("fct_findings", "severity")
_LINKS = {
    "site": ("site/index.html", "年度报告核验（网页）"),
    "data-docs": ("data_docs/index.html", "what was checked, by Great Expectations"),
}
# What Markdown or a table of it would take for more than text.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")

results: ContextVar[list[RunResult] | None] = ContextVar("results", default=None)
"""Where a run notes its result, which Prefect loses together with its server."""


@contextmanager
def unless_lost() -> Iterator[None]:
    """Let the server be told something; that it has been lost is printed once, and the run goes on without it."""
    try:
        yield
    except HTTPError:
        warn_of_loss()


@cache
def warn_of_loss() -> None:
    """Print, once, that the server no longer answers."""
    server = PREFECT_API_URL.value()
    shown = redact(server or "")
    sys.stderr.write(f"gouji: PREFECT_API_URL {shown}: the server no longer answers; the run goes on without it\n")


class Progress:
    """How much has been read, in percent."""

    def __init__(self) -> None:
        self._artifact: Any = None
        with unless_lost():
            self._artifact = create_progress_artifact(progress=0.0, key="gouji-progress", description="文件读取进度")

    def show(self, percent: float) -> None:
        """Show it, unless the server has been lost: asking it again each time would take longer than reading."""
        artifact, self._artifact = self._artifact, None
        if artifact is not None:
            with unless_lost():
                update_progress_artifact(artifact, progress=percent)
                self._artifact = artifact


def publish_doubtful(doubtful: Sequence[Doubtful]) -> None:
    """Publish the layouts that are probably misread."""
    with unless_lost():
        table = [found._asdict() for found in doubtful]
        create_table_artifact(key="gouji-doubtful", table=table, description="疑为本系统读取有误")


def publish_harvest(sites: Sequence[tuple[str, str, Sequence[str]]]) -> None:
    """Publish what a harvest brought from each site: its name, counts and problems."""
    with unless_lost():
        table = [{"site": name, "counts": counts, "problems": "; ".join(told)} for name, counts, told in sites]
        create_table_artifact(key="gouji-harvest", table=table, description="what a harvest brought")


def publish(title: str, result: RunResult, new: Sequence[New] | None) -> None:
    """Publish the artifacts of a run; `new` are the new findings to be corrected, None where all are."""
    with unless_lost():
        _publish(title, result, new)


def _publish(title: str, result: RunResult, new: Sequence[New] | None) -> None:
    create_markdown_artifact(key="gouji-overview", markdown=overview(title, result, new), description="核验结果概览")
    counts = {**result.summary._asdict(), **result.landing._asdict(), "expectations": result.expectations}
    create_table_artifact(
        key="gouji-counts",
        table=[{"what": k, "count": str(v)} for k, v in counts.items()],
        description="counts of the run",
    )
    for key, (place, what) in {**_LINKS, "workbook": (result.workbook, "问题清单（表格）")}.items():
        create_link_artifact(
            key=f"gouji-{key}", link=(result.folder / place).as_uri(), link_text=place, description=what
        )


def overview(title: str, result: RunResult, new: Sequence[New] | None) -> str:
    """The result of a run for supervisors, as Markdown; a first run does not list all that is new."""
    landing, summary = result.landing, result.summary
    counts = [
        ("报告", summary.reports),
        (f"{_SEVERITIES['must']}的问题", summary.must),
        (f"{_SEVERITIES['should']}的问题", summary.should),
        ("存疑（可能是本系统读取有误）", summary.doubtful),
        ("未能核验（项次）", summary.not_assessed),
    ]
    lines = [f"# {_text(title)}", "", *_table(("项目", "数量"), [(what, str(count)) for what, count in counts]), ""]
    read = f"已读取 {landing.extracted} 份，未采用 {landing.rejected} 份，重复 {landing.duplicate} 份"
    lines += [f"共有文档 {landing.found} 份：{read}。本次新读 {landing.read} 份。", ""]
    if new is None:
        return "\n".join([*lines, "此前没有核验记录，本次的问题均为首次发现，逐项见问题清单。"])
    if not new:
        return "\n".join([*lines, f"本次没有新发现{_SEVERITIES['must']}的问题。"])
    shown = [(wording.agency(n.agency), wording.year(n.year), n.failure, n.message, n.finding_id) for n in new[:_MOST]]
    lines += [f"## 本次新发现{_SEVERITIES['must']}的问题 {len(new)} 项", ""]
    lines += _table(("机关", "年度", "问题", "具体情况", "编号"), shown)
    return "\n".join([*lines, *([] if len(new) <= _MOST else ["", f"此处只列前 {_MOST} 项，其余见问题清单。"])])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *(_row([_text(cell) for cell in row]) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(value: str) -> str:
    """Text as such: it may come from a report."""
    return _MARKUP.sub(r"\\\1", " ".join(value.split()))
