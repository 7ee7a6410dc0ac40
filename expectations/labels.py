"""What supervisors read instead of the codes in the rows that Data Docs list."""

from __future__ import annotations

from collections.abc import Callable
from string import digits

from expectations.form import Catalogue
from expectations.scopes import scopes

_KINDS = {
    "html": "网页",
    "pdf": "PDF 文档",
    "word": "Word 文档",
    "rtf": "RTF 文档",
    "sheet": "电子表格",
    "excel": "电子表格",
    "image/": "图片",
    "text/plain": "纯文本",
}
"""What a kind of document is called, by a part of its media type."""

_WAYS = {"table": "表格，每行 {} 格", "pipes": "竖线分隔，每行 {} 格", "text": "文字", "none": "未见"}
"""How a table of the form was read."""


def labels(form: Catalogue, rule: str | None) -> Callable[[str, str], str]:
    """What gives the words for a code in a column; `rule` is what the expectation is about, if that is one."""
    titles = {each.rule: each.title for each in form.rules}
    of_scopes = next((scopes(form, each) for each in form.rules if each.rule == rule), {})

    def label(column: str, code: str) -> str:
        if column == "layout":
            return layout(code)
        return {"rule": titles, "scope": of_scopes}.get(column, {}).get(code, code)

    return label


def layout(code: str) -> str:
    """The kind of document and how each table of the form was read, which a code such as `text/html table7` says."""
    kind, *ways = code.split()
    name = next((name for part, name in _KINDS.items() if part in kind), kind)
    tables = "；".join(f"第 {number} 张表：{_way(way)}" for number, way in enumerate(ways, 1))
    return f"{name}（{tables}）" if tables else name


def _way(code: str) -> str:
    name = code.rstrip(digits)
    return _WAYS.get(name, name).format(code.removeprefix(name))
