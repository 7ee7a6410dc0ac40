"""The results of the suites as one page in Chinese that needs no network; it links to the library's own pages."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

if TYPE_CHECKING:
    from expectations.runner import Result

_STYLE = """
body { font: 14px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif }
body { margin: 1em auto; max-width: 75em; padding: 0 1em } h2 { margin-top: 1.5em }
table { border-collapse: collapse; width: 100% } th { white-space: nowrap }
td, th { border: 1px solid #ccc; padding: .2em .6em; text-align: left; vertical-align: top }
.number { text-align: right } .number, .outcome { width: 7em } .failed { color: #b00020 }
a { color: #0645ad } li { display: inline-block; width: 25em }
"""
_HEADS = "".join(f"<th>{head}</th>" for head in ("核验内容", "已核验", "不符", "结果"))


class Section(NamedTuple):
    """One suite and what its expectations found; `title` is what supervisors call it."""

    name: str
    title: str
    results: list[Result]


def write(
    folder: Path, pages: Path, sections: Iterable[Section], day: dt.date | None, notes: Iterable[str] = ()
) -> Path:
    """Write the index of the sections, evaluated on a day, to a folder; the library has built `pages`, below it.

    The notes say what was looked at, where that is not all. Whoever reads the index meanwhile reads all of the earlier
    one.
    """
    body = "".join(_section(section, _address(folder, pages, section)) for section in sections)
    run_on = f"<p>核验日期：{day.year}年{day.month}月{day.day}日</p>" if day else ""
    run_on += "".join(f"<p>{escape(note)}</p>" for note in notes)
    index, draft = folder / "index.html", folder / "index.html.draft"
    draft.write_text(
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>勾稽 校验结果</title>'
        f"<style>{_STYLE}</style></head><body><h1>勾稽 校验结果</h1>{run_on}{body}</body></html>",
        "utf-8",
    )
    os.replace(draft, index)
    return index


def _address(folder: Path, pages: Path, section: Section) -> str:
    """Where the library tells the last result of a section; its index where there is no such page."""
    page = max((pages / "validations" / section.name).rglob("*.html"), default=pages / "index.html")
    return escape(quote(page.relative_to(folder).as_posix()))


def _section(section: Section, address: str) -> str:
    rows = "".join(map(_row, section.results))
    link = f'<a href="{address}">Great Expectations 页面（英文）</a>'
    return (
        f"<h2>{escape(section.title)}</h2><p>共 {len(section.results)} 项，{_summary(section)}。{link}</p>"
        f"<table><thead><tr>{_HEADS}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _summary(section: Section) -> str:
    if failed := sum(not result.success for result in section.results):
        return f'<span class="failed">{failed} 项未达标</span>'
    failing = [result for result in section.results if result.failing]
    if not failing:
        return "未发现不符"
    return "均未超过警戒线" if any(result.is_limited for result in failing) else "不符的已逐份列出"


def _row(result: Result) -> str:
    outcome = f'<td class="outcome">{_outcome(result)}</td>'
    return (
        f'<tr><td>{escape(result.description)}{_listed(result)}</td><td class="number">{result.assessed:,}</td>'
        f'<td class="number">{result.failing:,}</td>{outcome}</tr>'
    )


def _outcome(result: Result) -> str:
    if not result.success:
        return '<span class="failed">未达标</span>'
    if not result.assessed:
        return "无可核验"
    if not result.failing:
        return "全部相符"
    return "未超过警戒线" if result.is_limited else "已逐份列出"


def _listed(result: Result) -> str:
    """The rows that fail, to be unfolded: every one is counted, the first are named."""
    if not result.listed:
        return ""
    more = f"（列出前 {len(result.listed)} 项）" if len(result.listed) < result.failing else ""
    lines = "".join(f"<li>{escape(' '.join(filter(None, map(str, row.values()))))}</li>" for row in result.listed)
    return f"<details><summary>不符的 {result.failing:,} 项{more}</summary><ul>{lines}</ul></details>"
