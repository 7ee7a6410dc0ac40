"""How the elements of a page look, given their own attributes, its style sheets and its scripts."""

from __future__ import annotations

from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from flows.documents.html.declared import Declared
from flows.documents.html.drawn import Attributes, Written
from flows.documents.html.sheets import Variables, resolved, styled, variables
from flows.documents.html.style import Look, look_of
from flows.documents.markup import INLINE, STRUCK


class Looks(NamedTuple):
    """The rules of a page's style sheets, the variables in them, and the elements its scripts write into."""

    sheet: dict[int, Declared]
    values: Variables
    written: Written

    @staticmethod
    def of(page: LexborHTMLParser, text: str) -> Looks:
        """Those of a page and its text."""
        values = variables(text)
        return Looks(styled(page, values), values, Written(script.text() for script in page.css("script")))

    def look(self, node: LexborNode, tag: str, attributes: Attributes, is_in_cell: bool) -> Look:
        """How the text of an element is drawn, given its own attributes and the style sheets."""
        sheet = self.sheet.get(node.mem_id) if self.sheet else None
        if self.values and (style := attributes.get("style")):
            attributes = {**attributes, "style": resolved(style, self.values)}
        look = look_of(tag, tag in INLINE, attributes, sheet)
        if self.written and (is_in_cell or tag in ("td", "th")) and self.written.holds(attributes):
            look = look._replace(is_unclear=node.css_first("table") is None)
        if tag in ("sup", "sub"):
            return look._replace(is_raised=True)
        if tag not in STRUCK:
            return look
        said = (sheet or {}).get("text-decoration", (False, ""))[1] + (attributes.get("style") or "")
        return look._replace(is_unclear=True) if "none" in said else _GONE


_GONE = Look(is_gone=True)
