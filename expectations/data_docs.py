"""Makes Data Docs readable in Chinese and offline: the library's own pages need scripts from external sites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from lxml import html

_STYLE = """
body { font: 14px/1.6 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif }
body { margin: 1em auto; max-width: 75em }
table { border-collapse: collapse } td, th { border: 1px solid #ccc; padding: .2em .6em; text-align: left }
nav ol { list-style: none; padding: 0 } a { color: #0645ad } .failed { color: #b00020 }
"""

# What loads external content or needs a script: addresses, the filter, the contents, what a click would unfold.
_DEAD = (
    "//script | //footer | //link[starts-with(@href, 'http')] | //img[starts-with(@src, 'http')]"
    " | //div[contains(@class, 'col-lg-2')] | //a[@data-toggle='collapse']"
    " | //div[contains(concat(' ', @class, ' '), ' collapse ')] | //title"
)
_WORDS = {
    "Home": "首页",
    "Overview": "概况",
    "Expectation Suite:": "规则集：",
    "Data asset: None": "",
    "Status:": "结果：",
    "Succeeded": "达标",
    "Failed": "未达标",
    "Statistics": "统计",
    "Evaluated Expectations": "规则数",
    "Successful Expectations": "达标",
    "Unsuccessful Expectations": "未达标",
    "Success Percent": "达标率",
    "Status": "结果",
    "Expectation": "规则",
    "Observed Value": "所见",
    "Info": "说明",
    "Expectation Suite Name": "规则集",
    "Great Expectations Version": "Great Expectations 版本",
    "Notes": "附注",
}
_PATTERNS = [
    (re.compile(r"^Validations /"), "校验结果 /"),
    (re.compile(r"^Expectations /"), "规则集 /"),
    (re.compile(r"^(\S+%) unexpected$"), r"\1 不相符"),
    (re.compile(r"^(\d[\d,]*) unexpected values found\..*$", re.DOTALL), r"\1 份不相符"),
    (re.compile(r"^This Expectation suite currently contains (\d+) total Expectations? .*$"), r"共 \1 条规则"),
]


class Run(NamedTuple):
    """One suite evaluated on one batch: the number of expectations, and how many failed."""

    suite: str
    batch: str
    evaluated: int
    failed: int


def write(folder: Path, runs: Iterable[Run]) -> Path:
    """Rewrite the pages that the library has built in a folder; return the path of their new index."""
    for page in [*folder.glob("validations/**/*.html"), *folder.glob("expectations/**/*.html")]:
        page.write_bytes(_translated(page.read_bytes()))
    index = folder / "index.html"
    rows = "".join(_row(folder, run) for run in runs)
    index.write_text(
        f'<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>勾稽 校验结果</title>'
        f"<style>{_STYLE}</style></head><body><h1>勾稽 校验结果</h1><table><thead><tr>"
        f"<th>规则集</th><th>批次</th><th>规则数</th><th>未达标</th></tr></thead><tbody>{rows}</tbody></table></body></html>",
        "utf-8",
    )
    return index


def _row(folder: Path, run: Run) -> str:
    (page,) = (folder / "validations" / run.suite / run.batch).glob("*/*.html")
    address = escape(quote(page.relative_to(folder).as_posix()))
    state = f'<td class="failed">{run.failed}</td>' if run.failed else "<td>0</td>"
    return (
        f'<tr><td><a href="{address}">{escape(run.suite)}</a></td><td>{escape(run.batch)}</td>'
        f"<td>{run.evaluated}</td>{state}</tr>"
    )


def _translated(page: bytes) -> bytes:
    root = html.document_fromstring(page, html.HTMLParser(encoding="utf-8"))
    for element in root.xpath(_DEAD):
        element.drop_tree()
    for icon in root.xpath("//i[contains(@class, 'fa-')]"):
        icon.text = "✔" if "text-success" in icon.get("class") else "✘"
    for element in root.iter("style"):
        element.text = None
    head = root.find("head")
    head.append(html.fragment_fromstring("<title>勾稽 校验结果</title>"))
    head.append(html.fragment_fromstring(f"<style>{_STYLE}</style>"))
    for element in root.find("body").iter():
        element.text, element.tail = _word(element.text), _word(element.tail)
    return bytes(html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _word(text: str | None) -> str | None:
    if text is None or not (bare := text.strip()):
        return text
    for pattern, chinese in _PATTERNS:
        if pattern.match(bare):
            return pattern.sub(chinese, bare)
    return _WORDS.get(bare, text)
