"""The results of the suites as one page in Chinese that needs no network; it links to the library's own pages."""

from __future__ import annotations

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
.number { text-align: right } .number, .outcome { width: 5em } .failed { color: #b00020 }
a { color: #0645ad } li { display: inline-block; width: 25em }
"""
_HEADS = "".join(f"<th>{head}</th>" for head in ("规则", "已判断", "不相符", "结果"))


class Section(NamedTuple):
    """One suite and what its expectations found; `title` is what supervisors call it."""

    name: str
    title: str
    results: list[Result]


def write(folder: Path, pages: Path, sections: Iterable[Section]) -> Path:
    """Write the index of the sections to a folder; the library has built its own pages in `pages`, below it."""
    body = "".join(_section(section, _address(folder, pages, section)) for section in sections)
    index = folder / "index.html"
    index.write_text(
        '<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>勾稽 校验结果</title>'
        f"<style>{_STYLE}</style></head><body><h1>勾稽 校验结果</h1>{body}</body></html>",
        "utf-8",
    )
    return index


def _address(folder: Path, pages: Path, section: Section) -> str:
    """Where the library tells the last result of a section."""
    page = max((pages / "validations" / section.name).rglob("*.html"))
    return escape(quote(page.relative_to(folder).as_posix()))


def _section(section: Section, address: str) -> str:
    failed = sum(not result.success for result in section.results)
    count = f"{len(section.results)} 项" + (
        f"，<span class='failed'>{failed} 项未达标</span>" if failed else "，均达标"
    )
    rows = "".join(map(_row, section.results))
    link = f'<a href="{address}">Great Expectations 页面（英文）</a>'
    return (
        f"<h2>{escape(section.title)}</h2><p>{count}。{link}</p>"
        f"<table><thead><tr>{_HEADS}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(result: Result) -> str:
    outcome = f'<td class="outcome">{_outcome(result)}</td>'
    return (
        f'<tr><td>{escape(result.description)}{_listed(result)}</td><td class="number">{result.assessed:,}</td>'
        f'<td class="number">{result.failing:,}</td>{outcome}</tr>'
    )


def _outcome(result: Result) -> str:
    if not result.success:
        return '<span class="failed">未达标</span>'
    return "达标" if result.assessed else "无可判断"


def _listed(result: Result) -> str:
    """The rows that fail, to be unfolded: every one is counted, the first are named."""
    if not result.listed:
        return ""
    more = f"（列出前 {len(result.listed)} 项）" if len(result.listed) < result.failing else ""
    lines = "".join(f"<li>{escape(' '.join(map(str, row.values())))}</li>" for row in result.listed)
    return f"<details><summary>不相符的 {result.failing:,} 项{more}</summary><ul>{lines}</ul></details>"
