"""Writes the dictionary where it is read: `python -m flows.warehouse.dictionary_pages`.

Descriptions for dbt in `dbt/models/_dictionary__docs.md`, pages in `docs/dictionary.md` and `docs/dictionary.zh.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.warehouse.dictionary import Entry, entries, entry
from flows.warehouse.project import DBT_DIR, marts

_DOCS = Path(__file__).parents[2] / "docs"

_HEAD_EN = """# Data dictionary

Written by `python -m flows.warehouse.dictionary_pages` from `dbt/models/marts/_dictionary.csv` and, for indicators,
`expectations/format/indicators.csv`; [in Chinese](dictionary.zh.md). What to know before counting:
[warehouse.md](warehouse.md#what-to-know-before-counting).

- Null is never zero: it means that there is no such thing or that it is not known, and the caveat says which. In
  `mart_agency_year`, `null_reasons` says why an indicator is null.
- Yes and no are `true` and `false`.
- Codes are those of `dim_item`, `dim_measure`, `dim_outcome`, `dim_indicator` and [catalogue.md](catalogue.md).

| table | 名称 | one row is |
|---|---|---|
"""
_HEAD_ZH = """# 数据字典

本页列出数据仓库各表各字段的名称、含义、单位、示例和说明，供查询和引用数据时对照。[English](dictionary.md)

- 空值不等于零：空值表示没有该项内容或者内容不明，说明一栏注明属于哪一种。
- `mart_agency_year` 中指标为空的原因，见该表的 `null_reasons`。
- 是否类字段的取值为 `true`（是）和 `false`（否）。
- 代码的名称：行见 `dim_item`，列见 `dim_measure`，办理结果见 `dim_outcome`，指标见 `dim_indicator`。
- 规则见[规则目录](catalogue.md)。
- 占比和比率以分子合计除以分母合计，不得将各机关的占比再作平均；分母过少的不宜比较。

| 表 | 名称 | 每行 |
|---|---|---|
"""
_TITLE_EN = "| column | 名称 | label | definition | unit | example | caveat |\n|---|---|---|---|---|---|---|\n"
_TITLE_ZH = "| 字段 | 名称 | 含义 | 单位 | 示例 | 说明 |\n|---|---|---|---|---|---|\n"


def blocks() -> str:
    """A block of text for each entry about a column, as dbt reads it."""
    texts = (f"{{% docs {line.block} %}}\n{line.text}\n{{% enddocs %}}\n" for line in entries() if line.column)
    return "\n".join(texts)


def page_en() -> str:
    """The dictionary for people who read English."""
    known = [(mart, entry(mart["name"])) for mart in marts()]
    parts = [_HEAD_EN, *(_row(_link(mart), line.label_zh, mart["description"]) for mart, line in known)]
    for mart, line in known:
        parts.append(f"\n## {mart['name']}\n\n{line.label_zh} · {line.label_en}. {mart['description'].strip()}\n\n")
        parts.append(_TITLE_EN)
        for name, c in _columns(mart):
            row = (c.label_zh, c.label_en, c.definition_en, c.unit, _code(c.example), c.caveat_en)
            parts.append(_row(_code(name), *row))
    return "".join(parts)


def page_zh() -> str:
    """The dictionary for supervisors."""
    known = [(mart, entry(mart["name"])) for mart in marts()]
    parts = [_HEAD_ZH, *(_row(_link(mart), line.label_zh, line.definition_zh) for mart, line in known)]
    for mart, line in known:
        parts.append(f"\n## {mart['name']}\n\n{line.label_zh}：{line.definition_zh}。\n\n")
        parts.append(_TITLE_ZH)
        for name, c in _columns(mart):
            parts.append(_row(_code(name), c.label_zh, c.definition_zh, c.unit, _code(c.example), c.caveat_zh))
    return "".join(parts)


def _columns(mart: dict[str, Any]) -> Iterator[tuple[str, Entry]]:
    return ((column["name"], entry(mart["name"], column["name"])) for column in mart["columns"])


def _link(mart: dict[str, Any]) -> str:
    return f"[`{mart['name']}`](#{mart['name']})"


def _code(text: str) -> str:
    return f"`{text}`"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.strip().replace('|', chr(92) + '|') for cell in cells)} |\n"


PAGES = {
    DBT_DIR / "models" / "_dictionary__docs.md": blocks,
    _DOCS / "dictionary.md": page_en,
    _DOCS / "dictionary.zh.md": page_zh,
}
"""What is written, and by what."""

if __name__ == "__main__":
    for path, page in PAGES.items():
        path.write_text(page(), "utf-8")
