"""Cell content that is drawn by a picture or written by a script: the markup does not say which figure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

Attributes = Mapping[str, str | None]

PICTURES = frozenset(("img", "svg", "canvas", "object", "embed", "iframe", "picture", "video", "math", "x-script"))
"""Elements whose content only a browser knows; `x-script` marks where a script was removed."""

ICONS = frozenset(("i", "span"))
"""Elements that external style sheets turn into a symbol, by their class."""

BOUND = frozenset(("v-text", "v-html", "x-text", "x-html", "ng-bind", "ng-bind-html", "data-bind"))
COUNTED = frozenset(("data-to", "data-end", "data-count", "data-stop", "data-countup", "data-counter", "data-target"))
_ICON = re.compile(r"icon|glyph|(?:^|\s)fa[bdlrs]?[\s-]", re.IGNORECASE)
_NUMBER = re.compile(r"[\d,.]+")
_TINY = re.compile(r"[0-3](?:px)?")
_WRITES = (
    *("innerHTML", "innerText", "outerHTML", "textContent", "nodeValue", "insertAdjacent", "Vue", "createApp"),
    *("countTo", "countUp", "animateNumber", ".html(", ".text(", ".append(", ".prepend(", ".replaceWith("),
)
_NAMED = re.compile(
    rb"""<(?!/|(?i:table|tbody|thead|tfoot|tr|col)\b)[^<>]*?\s(id|class)\s*=\s*(?:["']([^"'<>]*)["']|([^\s"'<>]+))""",
    re.IGNORECASE,
)


def is_drawn(tag: str, attributes: Attributes) -> bool:
    """Whether an element may show a figure that its markup does not hold."""
    if tag in ICONS:
        return _ICON.search(attributes.get("class") or "") is not None
    if tag not in PICTURES:
        return False
    sides = (attributes.get(side) or "" for side in ("width", "height"))
    return not any(map(_TINY.fullmatch, sides))


def is_filled(attributes: Attributes) -> bool:
    """Whether a script replaces the text of an element: one bound to data, or a counter that runs up to it."""
    if BOUND & attributes.keys():
        return True
    return any(_NUMBER.fullmatch(attributes[name] or "") for name in COUNTED & attributes.keys())


@lru_cache(maxsize=256)
def _writes(script: str) -> bool:
    return any(mark in script for mark in _WRITES)


class Written:
    """Which elements the scripts of a page write into, by their ids and classes."""

    def __init__(self, scripts: Iterable[str]) -> None:
        self._scripts = "\n".join(script for script in scripts if _writes(script))
        self._known: dict[str, bool] = {}

    def __bool__(self) -> bool:
        return bool(self._scripts)

    def holds(self, attributes: Attributes) -> bool:
        """Whether a script may write into an element with these attributes."""
        names = [("class", name) for name in (attributes.get("class") or "").split()]
        names += [("id", attributes.get("id") or "")]
        return any(self._names(kind, name) for kind, name in names if name)

    def holds_any(self, markup: bytes) -> bool:
        """Whether a script may write into any element of some markup of tables."""
        found = {(kind.lower().decode(), (quoted or bare).decode()) for kind, quoted, bare in _NAMED.findall(markup)}
        return any(self.holds({kind: names}) for kind, names in found)

    def _names(self, kind: str, name: str) -> bool:
        key = f"{kind} {name}"
        if key not in self._known:
            before = r"[\"'`\s,]\." if kind == "class" else r"[\"'`#]"
            self._known[key] = re.search(rf"{before}{re.escape(name)}[\"'`\s,)>:]", self._scripts) is not None
        return self._known[key]
