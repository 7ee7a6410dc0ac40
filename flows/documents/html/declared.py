"""What a style declares, property by property, as far as it affects how text is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from flows.documents.visibility import PICTURE_FONTS

Declared = dict[str, tuple[bool, str]]
"""The value of each property, and whether it is marked as important."""

_LONGEST_KEPT = 1_000
_ALIASES = {
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "background-color": "background",
    "background-image": "background-image",
    "-webkit-text-fill-color": "fill",
    "inset": "left",
    "inset-inline-start": "left",
    "flex-flow": "flex-direction",
    "flex-wrap": "flex-direction",
    "margin-inline": "margin",
    "margin-inline-start": "margin-left",
    "margin-inline-end": "margin-right",
    "padding-inline": "padding",
    "padding-inline-start": "padding-left",
    "padding-inline-end": "padding-right",
    "border-inline": "border",
    "border-inline-start": "border-left",
    "border-inline-end": "border-right",
    "text-orientation": "writing-mode",
    "-ms-writing-mode": "writing-mode",
    "block-size": "height",
    "inline-size": "width",
    "max-block-size": "max-height",
    "max-inline-size": "max-width",
}
_NAMES = (
    "display visibility opacity font font-size text-decoration position left top right bottom text-indent margin"
    " margin-left margin-right margin-top padding padding-left padding-right border border-left border-right"
    " overflow clip clip-path height width max-height max-width transform scale rotate translate mso-hide color"
    " fill background background-image vertical-align float order grid-area grid-column grid-row flex-direction"
    " direction unicode-bidi writing-mode filter content-visibility z-index letter-spacing zoom mask mask-image"
    " mix-blend-mode text-security font-variant-position mso-text-raise content font-family text-shadow"
)
_AFFECTING = frozenset(_NAMES.split())
_PREFIX = re.compile(r"-(?:webkit|moz|ms|o)-")
_FONT = re.compile(
    r"(?:^|\s)((?:x{1,3}-)?(?:small|large)|medium|smaller|larger|\+?\d*\.?\d+(?:p[xtc]|r?em|%|in|[cm]m|q|ex|ch|v[wh])?)"
    r"(?=\s*/|\s)"
)
_WEIGHTS = re.compile(r"\b[1-9]00\b")
COMMENT = re.compile(r"/\*.*?(?:\*/|$)|<!--|-->", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)
_WORDS = re.compile(
    r"hid|display|through|opacity|visib|scale|rect|[&\\]|/\*|font|colou?r|background|align|position|float|order\s*:|flex"
    r"|dir|bidi|writing|filter|clip|indent|margin|transform|zoom|spacing|mask|blend|security|raise|rotate|translate"
    r"|-(?:999|\d{4})|padding|border[-:]|z-index|grid|href\s*=\s*[\"']?[^\s\"'>]*#|max-|height|width|content|text\s*="
    r"|html\s*=|data-(?:bind|to|end|count|stop|target)|ng-bind"
)


_SAYS = re.compile(r"\d|attr\(|counter|var\(")
_WORDED = re.compile(r"[\"'][^\"']*(?:\w|[%‰<>=≤≥≈~～/±−])")
"""Letters and signs in quotes; symbols of icon fonts are neither."""

_SIGNS = re.compile(r"[.,+-]|\d")
_LINES = re.compile(r"border|background|box-shadow|linear-gradient")


def may_hide(low: str) -> bool:
    """Whether attributes or a style sheet, in small letters, hold any of the words that affect how text is drawn."""
    return _WORDS.search(low) is not None


def written(style: str) -> str:
    """A style without comments and escapes, in small letters."""
    if "/*" in style or "--" in style:
        style = COMMENT.sub(" ", style)
    if "\\" in style:
        style = _ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)) if m[1] else m[2], style)
    return style.lower()


def declared(style: str) -> Mapping[str, tuple[bool, str]]:
    """What a style declares about visibility, by property: later and important declarations win."""
    return _remembered(style) if len(style) <= _LONGEST_KEPT else _declared(style)


def _declared(style: str) -> Mapping[str, tuple[bool, str]]:
    found: Declared = {}
    for part in written(style).split(";"):
        for name, one in _meant(part):
            if one[0] >= found.get(name, one)[0]:
                found[name] = one
    return found


@lru_cache(maxsize=16_384)
def _meant(part: str) -> Sequence[tuple[str, tuple[bool, str]]]:
    """What one declaration sets, by property; empty where it does not affect what is visible."""
    name, _, said = part.partition(":")
    name = name.strip()
    if name[:1] == "-" and name not in _ALIASES:
        name = _PREFIX.sub("", name)
    name = _ALIASES.get(name, name)
    value, mark, _ = said.partition("!")
    value = " ".join(value.split())
    if not value or name not in _AFFECTING or (name == "font-family" and not PICTURE_FONTS.match(value)):
        return ()
    return [(one, (bool(mark), meant)) for one, meant in _spelled_out(name, value)]


_remembered = lru_cache(maxsize=16_384)(_declared)


def _spelled_out(name: str, value: str) -> list[tuple[str, str]]:
    """A shorthand as the properties that matter."""
    if name == "font":
        size = _FONT.search(_WEIGHTS.sub(" ", value) if "/" not in value else value)
        drawn = [("font-family", value)] if PICTURE_FONTS.search(value.partition(",")[0]) else []
        return [("font-size", size[1] if size else "medium"), *drawn]
    if name in ("margin", "padding"):
        sides = value.split()
        left, right = sides[{1: 0, 2: 1, 3: 1}.get(len(sides), 3)], sides[min(len(sides), 2) - 1]
        above = [("margin-top", sides[0])] if name == "margin" else []
        return [*above, (f"{name}-left", left), (f"{name}-right", right)]
    if name == "border":
        return [("border-left", value), ("border-right", value)]
    return [(name, value)]


def generated(said: Declared, style: str) -> str:
    """What a generated part does to a figure.

    `drawn` where it may be part of it or cover it, `labels` where it puts a word or sign beside it, else it is `blank`.
    """
    value = said.get("content", (False, "none"))[1]
    if value in ("none", "normal") or said.get("display", (False, ""))[1] == "none":
        return ""
    is_seen = "hidden" not in said.get("visibility", (False, ""))[1]
    if is_seen and _draws(value, said, style):
        return "drawn"
    return "labels" if is_seen and _WORDED.search(value) else "blank"


def _draws(value: str, said: Declared, style: str) -> bool:
    is_apart = said.get("display", (False, ""))[1] in ("block", "table")
    if (_SAYS.search(value) or (not is_apart and _SIGNS.search(value))) and not value.startswith("url("):
        return True
    return said.get("position", (False, ""))[1] == "absolute" and _LINES.search(style) is not None
