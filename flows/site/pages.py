"""The pages as HTML: a head, the navigation, and places that the scripts of a page fill from its data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Path(__file__).parent / "templates"


class Page(NamedTuple):
    """One page: its file without the ending, its name, the choices it offers, its libraries and scripts."""

    name: str
    title: str
    choices: tuple[str, ...] = ()
    vendor: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    navigation: str = "main"
    """Where it is in the navigation: among the `main` pages, under `more`, or nowhere."""


_LIST = ("tabulator",)
_UNIT = ("charts", "figures", "compare")
_ALL = ("year", "region", "level", "kind", "severity")
_BODIES = ("year", "region", "level", "kind")
PAGES = (
    Page("index", "总览", _ALL, ("echarts.common",), ("charts", "tiles", "matter", "overview")),
    Page("findings", "问题清单", _ALL, _LIST, ("lists", "saving", "matter", "returned", "findings")),
    Page("filing", "公布情况", ("region", "level", "kind"), _LIST, ("lists", "saving", "filing")),
    Page("region", "地区", ("year", "region"), ("echarts.common",), (*_UNIT, "region")),
    Page("draft", "核对草稿", (), (), ("printed", "matter", "draft")),
    Page("agency", "机关", ("year",), ("echarts.common",), (*_UNIT, "matter", "agency"), navigation=""),
    Page("report", "年报", (), (), ("printed", "matter", "sources", "report"), navigation=""),
    Page("late", "逾期公布", _BODIES, _LIST, ("lists", "saving", "late"), navigation="more"),
    Page("similar", "正文雷同", _BODIES, _LIST, ("lists", "saving", "similar"), navigation="more"),
    Page("breaks", "跨年不衔接", _ALL, _LIST, ("lists", "saving", "matter", "findings"), navigation="more"),
    Page("doubts", "存疑与不可判", _BODIES, _LIST, ("lists", "saving", "matter", "doubts"), navigation="more"),
    Page("rules", "规则与依据", ("year",), (), ("rules",), navigation="more"),
    Page("corrections", "更正记录", _BODIES, _LIST, ("lists", "saving", "matter", "corrections"), navigation="more"),
    Page("data", "数据说明", (), (), ("data",), navigation="more"),
)


def render() -> Iterator[tuple[str, str]]:
    """File names with the text of each page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for page in PAGES:
        # A page that is drawn by its script alone has no template of its own.
        template = environment.select_template((f"{page.name}.html", "base.html"))
        yield f"{page.name}.html", template.render(page=page, pages=PAGES)
