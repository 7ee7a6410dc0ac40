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
    in_navigation: bool = True


_LIST = ("tabulator",)
_UNIT = ("charts", "figures", "compare")
_ALL = ("year", "region", "level", "kind", "severity")
PAGES = (
    Page("index", "总览", _ALL, ("echarts.common",), ("charts", "tiles", "matter", "overview")),
    Page("findings", "问题清单", _ALL, _LIST, ("lists", "matter", "findings")),
    Page("filing", "公布情况", ("region", "level", "kind"), _LIST, ("lists", "filing")),
    Page("region", "地区", ("year", "region"), ("echarts.common",), (*_UNIT, "region")),
    Page("agency", "机关", ("year",), ("echarts.common",), (*_UNIT, "agency"), in_navigation=False),
    Page("report", "年报", (), (), ("printed", "matter", "report"), in_navigation=False),
    Page("rules", "规则与依据", (), _LIST, ("lists", "rules")),
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
        yield f"{page.name}.html", environment.get_template(f"{page.name}.html").render(page=page, pages=PAGES)
