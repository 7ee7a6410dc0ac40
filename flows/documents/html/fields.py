"""Fields of forms in a page: what was filled in, where the page holds it."""

from __future__ import annotations

from collections.abc import Mapping

from selectolax.lexbor import LexborNode

from flows.documents.model import FIELD

_TEXTUAL = frozenset(("text", "number", "tel", "email", "url", "search", ""))
_SILENT = frozenset(("hidden", "submit", "button", "reset", "image", "file"))
CAPTIONS = frozenset(("button", "label"))
"""Elements that name a field or change it: their text is not part of what was filled in."""

Attributes = Mapping[str, str | None]


def is_field(tag: str, attributes: Attributes) -> bool:
    """Whether an element is a field that a figure may be filled in, or chosen."""
    return tag in ("select", "textarea") or (tag == "input" and _type(attributes) not in _SILENT)


def filled_in(attributes: Attributes) -> str:
    """What an input shows; `FIELD` where the page does not hold it."""
    value = (attributes.get("value") or "").strip()
    return value if value and _type(attributes) in _TEXTUAL else FIELD


def chosen(node: LexborNode) -> str:
    """What a list or an area of text shows; `FIELD` where the page does not hold it."""
    if node.tag == "textarea":
        return node.text().strip() or FIELD
    options = [option for option in node.css("option") if "selected" in option.attributes]
    if len(options) != 1:
        return FIELD
    return (options[0].attributes.get("label") or options[0].text()).strip() or FIELD


def _type(attributes: Attributes) -> str:
    return (attributes.get("type") or "").strip().lower()
