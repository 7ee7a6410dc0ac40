"""What hides an element of a page: its own attributes, and the style sheets printed in the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

Declared = dict[str, tuple[bool, str]]
"""The value of each property, and whether it is marked as important."""


class Look(NamedTuple):
    """What an element says of what is seen of it.

    `is_gone`: it is not there, nor is what is in it. `is_unseen`: nothing in it is seen, but its cells have a place.
    `is_shown` and `has_size`: whether its text is seen, unless elements within say otherwise; None as around it.
    """

    is_gone: bool = False
    is_unseen: bool = False
    is_shown: bool | None = None
    has_size: bool | None = None

    @property
    def hides(self) -> bool:
        """Whether anything is not seen for it."""
        return self.is_gone or self.is_unseen or self.is_shown is False or self.has_size is False


class Rule(NamedTuple):
    """A rule of a style sheet for one selector; of several for one element the highest rank counts."""

    selector: str
    declared: Declared
    rank: tuple[int, ...]


PLAIN = Look()
_LONGEST_KEPT = 1_000
_ALIASES = {"text-decoration-line": "text-decoration", "overflow-x": "overflow", "overflow-y": "overflow"}
_NAMES = (
    "display visibility opacity font font-size text-decoration position left top text-indent margin-left overflow clip"
    " height width max-height max-width transform mso-hide"
)
_TOLD = frozenset(_NAMES.split())
_ZERO = re.compile(r"[+-]?0*\.?0+(?:p[xtc]|r?em|ex|ch|v[wh]|cm|mm|in|%)?")
_SIZED = re.compile(
    r"\+?(?!0*\.?0+\D)\d*\.?\d+(?:p[xtc]|rem|cm|mm|in|q|v[wh]|vmin|vmax)|(?:x{1,3}-)?(?:small|large)|medium"
)
_NO_FONT = re.compile(r"(?:.* )?0*\.?0+(?:p[xt]|r?em|%)?(?: ?/.*| .*)")
_AS_AROUND = frozenset(("inherit", "unset", "initial", "revert"))
_FAR = re.compile(r"-(?:999|\d{4,})(?:\.\d+)?(?:p[xt]|r?em|%|cm|mm|in)?")
_NO_AREA = re.compile(r"rect\( ?([01])(?:px)?(?:[ ,]+\1(?:px)?){3} ?\)")
_NO_SCALE = re.compile(r"(?:.* )?scale(?:3d|[xy])?\( ?0*\.?0+ ?[,)].*")
_INLINE_DISPLAYS = frozenset(("inline", "contents", "table", "table-row", "table-cell", "table-row-group"))
_SIDES = ("height", "width", "max-height", "max-width")
_NO_BOX = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th"))
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
_ALWAYS = re.compile(r"@media\s+(?:only\s+)?(?:screen|all)\s*\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}", re.IGNORECASE)
_AT_RULE = re.compile(r"@[^{};@]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_SMALL = re.compile(r"font(?:-size)?\s*:\s*\+?\.?0|font\s*:[^;]*?\s\.?0")
_AWAY = re.compile(r"-(?:999|\d{4})")
_NAME = re.compile(r"[\w-]+")
_ELEMENT = re.compile(r"(?:^|[\s>+~])[A-Za-z]")


def _written(style: str) -> str:
    """A style without comments and escapes, in small letters."""
    if "/*" in style or "--" in style:
        style = _COMMENT.sub(" ", style)
    if "\\" in style:
        style = _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], style)
    return style.lower()


def declared(style: str) -> Mapping[str, tuple[bool, str]]:
    """What a style says of what is seen, by property: what comes later counts, and what is important."""
    return _remembered(style) if len(style) <= _LONGEST_KEPT else _declared(style)


def _declared(style: str) -> Mapping[str, tuple[bool, str]]:
    found: Declared = {}
    for part in _written(style).split(";"):
        name, _, said = part.partition(":")
        name = _ALIASES.get(name.strip(), name.strip())
        value, mark, _ = said.partition("!")
        value = " ".join(value.split())
        if not value or name not in _TOLD:
            continue
        if name == "font":
            name, value = "font-size", "0" if _NO_FONT.fullmatch(value) else "medium"
        if bool(mark) >= found.get(name, (False,))[0]:
            found[name] = (bool(mark), value)
    return found


_remembered = lru_cache(maxsize=16_384)(_declared)


def may_hide(low: str) -> bool:
    """Whether attributes or a style sheet, in small letters, hold any of the words that hide."""
    return (
        "hid" in low
        or "display" in low
        or "through" in low
        or "opacity" in low
        or "visib" in low
        or "scale" in low
        or "rect" in low
        or "&" in low
        or "\\" in low
        or "/*" in low
        or _SMALL.search(low) is not None
        or _AWAY.search(low) is not None
    )


def look_of(tag: str, is_inline: bool, attributes: Mapping[str, str | None], sheet: Declared | None = None) -> Look:
    """What is seen of an element with these attributes and what the style sheets say of it."""
    style = attributes.get("style")
    if sheet is None and "hidden" not in attributes and not (style and ":" in style) and tag != "font":
        return PLAIN
    said = dict(sheet or {})
    for name, one in declared(style or "").items():
        if one[0] >= said.get(name, one)[0]:
            said[name] = one
    if "hidden" in attributes:
        said.setdefault("display", (False, "none"))
    if tag == "font" and "size" in attributes:
        said.setdefault("font-size", (False, "medium"))
    return _look(tag, is_inline, {name: value for name, (_, value) in said.items()}) if said else PLAIN


def _look(tag: str, is_inline: bool, said: dict[str, str]) -> Look:
    gone = said.get("display") == "none" or said.get("mso-hide") == "all"
    visibility = said.get("visibility")
    if visibility == "collapse" and tag in _NO_BOX:
        gone = True
    shown = {"visible": True, "hidden": False, "collapse": False}.get(visibility or "")
    return Look(gone, _is_unseen(tag, is_inline, said), shown, _has_size(said.get("font-size", "")))


def _has_size(size: str) -> bool | None:
    """Whether text of a font size is seen; None for a size relative to that of the element around."""
    return False if _ZERO.fullmatch(size) else True if _SIZED.fullmatch(size) else None


def _is_unseen(tag: str, is_inline: bool, said: dict[str, str]) -> bool:
    """Whether an element is struck out, transparent, out of sight, or has no area."""
    if "line-through" in said.get("text-decoration", "").split() or _ZERO.fullmatch(said.get("opacity", "")):
        return True
    if any(_FAR.fullmatch(said.get(side, "")) for side in ("text-indent", "margin-left")):
        return True
    position, display = said.get("position"), said.get("display")
    is_moved = position in ("absolute", "fixed")
    if is_moved and _NO_AREA.fullmatch(said.get("clip", "")):
        return True
    if (is_moved or position == "relative") and any(_FAR.fullmatch(said.get(side, "")) for side in ("left", "top")):
        return True
    is_box = is_moved or (display not in _INLINE_DISPLAYS if display else not is_inline)
    if is_box and _NO_SCALE.fullmatch(said.get("transform", "")):
        return True
    is_cut = is_box and (is_moved or bool(display) or tag not in _NO_BOX) and "hidden" in said.get("overflow", "")
    return is_cut and any(_ZERO.fullmatch(said.get(side, "")) for side in _SIDES)


@lru_cache(maxsize=16)
def hiding_rules(css: str) -> tuple[Rule, ...]:
    """The rules of a style sheet that hide, and those that may say otherwise of the same elements; else none."""
    if not may_hide(css.lower()):
        return ()
    rules = list(_rules(css))
    names = {name for rule in rules if _hides(rule.declared) for name in rule.declared}
    return tuple(rule for rule in rules if names & rule.declared.keys())


def _rules(css: str) -> Iterator[Rule]:
    """Rules of what is shown on a screen of any size, without those of a state or of generated text."""
    plain = _AT_RULE.sub(" ", _ALWAYS.sub(r"\1", _COMMENT.sub(" ", css)))
    for order, block in enumerate(plain.split("}")[:-1]):
        head, _, style = block.rpartition("{")
        selectors = head.rpartition("{")[2]
        said = dict(declared(style))
        for selector in map(str.strip, selectors.split(",") if said else ()):
            if selector and ":" not in selector:
                classes = selector.count(".") + selector.count("[")
                yield Rule(selector, said, (selector.count("#"), classes, len(_ELEMENT.findall(selector)), order))


def styled(page: LexborHTMLParser) -> dict[int, Declared]:
    """What the style sheets in a page say of its elements, by their address; empty where they hide nothing."""
    found: dict[int, dict[str, tuple[tuple[bool, tuple[int, ...]], str]]] = {}
    # A sheet within <noscript> is for browsers that run no scripts.
    sheets = [node for node in page.css("style") if node.parent is not None and node.parent.tag != "noscript"]
    rules = hiding_rules("\n".join(node.text() for node in sheets if _is_for_screens(node.attributes.get("media"))))
    for rule in rules:
        for node in _selected(page, rule.selector):
            said = found.setdefault(node.mem_id, {})
            for name, (important, value) in rule.declared.items():
                rank = (important, rule.rank)
                if name not in said or rank >= said[name][0]:
                    said[name] = (rank, value)
    return {at: {name: (rank[0], value) for name, (rank, value) in said.items()} for at, said in found.items()}


def _is_for_screens(media: str | None) -> bool:
    return not media or "screen" in media or "all" in media


def _selected(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        # A page that hides its whole body shows it again by a script.
        return [node for node in page.css(selector) if node.tag not in ("html", "body")]
    except SelectolaxError:
        return []


def _hides(said: Declared) -> bool:
    return _look("div", False, {name: value for name, (_, value) in said.items()}).hides


def may_apply(css: str, low: bytes) -> bool:
    """Whether a style sheet may hide something of a page, which is given in small letters."""
    return any(
        all(name.lower().encode() in low for name in _NAME.findall(rule.selector))
        for rule in hiding_rules(css)
        if _hides(rule.declared)
    )
