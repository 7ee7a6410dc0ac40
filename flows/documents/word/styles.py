"""The styles of a Word document: how they change the text they apply to, and which of them hide or raise any."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from lxml import etree

from flows.documents.archives.containers import Parts, parse_xml
from flows.documents.visibility import BLACK, PICTURE_FONTS, THEME, WHITE, Color, color_of, is_dark, is_light, mixed

Properties = Mapping[str, etree._Element]
"""Properties by their names, each as the element that declares it."""

TOGGLES = ("vanish", "strike")
"""Toggle properties, which a style of another kind switches back by repeating them."""

MARKS = (*TOGGLES, "dstrike", "specVanish", "webHidden", "vertAlign", "position", "rtl", "fitText")
_PART, _THEME = "word/styles.xml", "word/theme/theme1.xml"
_OFF = ("0", "false", "off", "none", "baseline")
_DEEPEST = 20
_COLORS = re.compile(rb":color ([^<>]*)")
_FILLS = re.compile(rb"fill=\"([^\"]*)")
# Sizes below 5 points, lines below 5 points; words of a theme and patterns are looked up and mixed.
_LOW = (re.compile(rb":sz w:val=\"[0-9]\""), re.compile(rb"line=\"[0-9]{1,2}\""))
_FONTS = re.compile(rb":rFonts ([^<>]*)")
_NAMES = re.compile('="([^"]*)"')
# Text without a fill, or filled with a gradient or with the colour of the background.
_PALE = re.compile(
    rb":textFill[^>]*>\s*<\w+:(?:noFill|gradFill|solidFill[^>]*>\s*<\w+:\w+ [^>]*val=\"(?:bg|lt|(?:[A-Fa-f].){3}))"
)
_SHADES = re.compile(rb"hemeFill=|val=\"(?:solid|pct|[a-z]+Stripe|[a-z]+Cross)")
_PATTERN = re.compile("solid|pct|[a-z]+Stripe|[a-z]+Cross")
_HEX = re.compile(rb"w:val=\"([0-9A-Fa-f]{6}|auto)\" ?/?")
_NAMES_OF_THEME = "light1 dark1 light2 dark2 accent1 accent2 accent3 accent4 accent5 accent6 hyperlink"
_USUAL_THEME = dict(zip(_NAMES_OF_THEME.split(), THEME, strict=False))
_ALIASES = {"background1": "light1", "text1": "dark1", "background2": "light2", "text2": "dark2"}
_ALIASES |= {"followedHyperlink": "hyperlink"}
_THEME_NAMES = {"dk1": "dark1", "lt1": "light1", "dk2": "dark2", "lt2": "light2", "hlink": "hyperlink"}


def may_be_unseen(xml: bytes) -> bool:
    """Whether anything in a part, patterns aside, is not dark on light or is of a size that is hard to see."""
    return (
        any(map(_is_unusual_ink, set(_COLORS.findall(xml))))
        or any(map(_is_unusual_paper, set(_FILLS.findall(xml))))
        or any(low.search(xml) for low in _LOW)
        or any(map(_names_pictures, set(_FONTS.findall(xml))))
        or (b":textFill" in xml and _PALE.search(xml) is not None)
    )


def is_patterned(shade: etree._Element) -> bool:
    """Whether a background is a pattern or a theme colour: names that are looked up and mixed."""
    return any(name.endswith("hemeFill") or _PATTERN.match(value) for name, value in shade.attrib.items())


@lru_cache(maxsize=1_024)
def _is_unusual_ink(said: bytes) -> bool:
    found = _HEX.fullmatch(said)
    color = color_of(found[1].decode()) if found else None
    return found is None or (found[1] != b"auto" and (color is None or not is_dark(color)))


@lru_cache(maxsize=1_024)
def _is_unusual_paper(said: bytes) -> bool:
    color = color_of(said.decode("latin-1"))
    return said not in (b"auto", b"") and (color is None or not is_light(color))


@lru_cache(maxsize=1_024)
def _names_pictures(fonts: bytes) -> bool:
    return any(map(PICTURE_FONTS.match, _NAMES.findall(fonts.decode("utf-8", "replace"))))


def is_on(mark: etree._Element | None, word: str) -> bool:
    """Whether a property is present and not switched off."""
    return mark is not None and mark.get(f"{{{word}}}val") not in _OFF


def is_combined(layout: etree._Element | None, word: str) -> bool:
    """Whether the halves of a text are set one above the other, or its letters rotated."""
    said = [] if layout is None else [layout.get(f"{{{word}}}{name}") for name in ("combine", "vert")]
    return any(one is not None and one not in _OFF for one in said)


def has_pictures(fonts: etree._Element | None, word: str) -> bool:
    """Whether figures are set in a font that draws pictures in their place."""
    said = [] if fonts is None else [fonts.get(f"{{{word}}}{name}") for name in ("ascii", "hAnsi")]
    return any(PICTURE_FONTS.match(name or "") for name in said)


def is_pale(fill: etree._Element | None) -> bool:
    """Whether letters have a fill that may be invisible."""
    return fill is not None and _PALE.search(etree.tostring(fill)) is not None


class Styles:
    """The styles of one document."""

    def __init__(self, root: etree._Element | None, word: str, theme: Mapping[str, Color]) -> None:
        self._word, self._theme = word, theme
        self._known = {} if root is None else {self._of(s, "styleId"): s for s in root.iterfind(f"{{{word}}}style")}
        usual = [s for s in self._known.values() if self._of(s, "default") in ("1", "true", "on")]
        self._usual = {self._of(style, "type"): self._of(style, "styleId") for style in reversed(usual)}
        path = "/".join(f"{{{word}}}{name}" for name in ("docDefaults", "rPrDefault", "rPr"))
        self.defaults = named(None if root is None else root.find(path))
        self._merged: dict[tuple[str, str], Properties] = {}

    @staticmethod
    def of(parts: Parts, word: str) -> Styles:
        """Those of a document."""
        found = parse_xml(parts.read(_PART)) if _PART in parts.sizes else None
        space = etree.QName(found).namespace if found is not None else word
        return Styles(found, space or word, _theme(parts))

    def _of(self, element: etree._Element, name: str) -> str:
        return str(element.get(f"{{{self._word}}}{name}") or "")

    def usual(self, kind: str) -> str:
        """The default style of a kind."""
        return self._usual.get(kind, "")

    def merged(self, style: str, group: str) -> Properties:
        """The properties of a style in a group (`rPr`, `pPr`, `tcPr`), with those of the styles it is based on."""
        key = style, group
        if key not in self._merged:
            found: dict[str, etree._Element] = {}
            for each in reversed(list(self._line(style))):
                found |= named(each.find(f"{{{self._word}}}{group}"))
            self._merged[key] = found
        return self._merged[key]

    def _line(self, style: str) -> Iterator[etree._Element]:
        """A style, the one it is based on, and so on."""
        for _ in range(_DEEPEST):
            found = self._known.get(style)
            if found is None:
                return
            yield found
            based = found.find(f"{{{self._word}}}basedOn")
            style = "" if based is None else self._of(based, "val")

    def conditional(self, style: str) -> Iterator[tuple[str, etree._Element]]:
        """What a table style declares for parts of a table: the kind of part, and the element that declares it."""
        for each in self._line(style):
            for part in each.iterfind(f"{{{self._word}}}tblStylePr"):
                yield self._of(part, "type"), part

    def color(self, element: etree._Element, kind: str, theme: str) -> Color | None:
        """The colour that an element names; None where it is left to the program.

        `kind` is the attribute with its digits, `theme` the one with its name in the theme.
        """
        name = self._of(element, theme)
        color = self._theme.get(_ALIASES.get(name, name)) or color_of(self._of(element, kind))
        if color is None or not name:
            return color
        prefix = theme if theme == "themeFill" else "theme"
        tint, shade = self._of(element, f"{prefix}Tint"), self._of(element, f"{prefix}Shade")
        for share, other in ((tint, WHITE), (shade, BLACK)):
            color = mixed(color, other, 1 - int(share, 16) / 255) if re.fullmatch("[0-9A-Fa-f]{2}", share) else color
        return color

    def papers(self, shade: etree._Element) -> Sequence[Color | None]:
        """The backgrounds that a shading may give a text; none where it gives none."""
        fill = self.color(shade, "fill", "themeFill")
        kind = self._of(shade, "val")
        if kind in ("clear", "nil", ""):
            return () if fill is None else (fill,)
        over = self.color(shade, "color", "themeColor") or BLACK
        if kind == "solid":
            return (over,)
        share = int(kind[3:]) / 100 if re.fullmatch(r"pct\d{1,2}", kind) else None
        return (fill or WHITE, over) if share is None else (mixed(fill or WHITE, over, share),)


def named(properties: etree._Element | None) -> dict[str, etree._Element]:
    """Properties by their names."""
    return {} if properties is None else {etree.QName(each).localname: each for each in properties}


def _theme(parts: Parts) -> Mapping[str, Color]:
    if _THEME not in parts.sizes:
        return _USUAL_THEME
    found = dict(_USUAL_THEME)
    for each in parse_xml(parts.read(_THEME)).iterfind("{*}themeElements/{*}clrScheme/*"):
        name, inner = etree.QName(each).localname, next(iter(each), None)
        color = color_of(inner.get("lastClr") or inner.get("val") or "") if inner is not None else None
        if color is not None:
            found[_THEME_NAMES.get(name, name)] = color
    return found


def styles_may_hide(parts: Parts, body: bytes) -> bool:
    """Whether a style that hides, raises or colours text may be used by a body."""
    if _PART not in parts.sizes:
        return False
    return any(name is None or b'"%s"' % name in body for name in _loud(parts.read(_PART)))


@lru_cache(maxsize=32)
def _loud(xml: bytes) -> Sequence[bytes | None]:
    """The ids of the styles that do more than decorate text; None for the defaults."""
    words = [name for name in MARKS if b":" + name.encode() in xml]
    is_plain = not may_be_unseen(xml) and not _SHADES.search(xml)
    if not words and is_plain and b':type="character"' not in xml:
        return ()
    root = parse_xml(xml)
    word = etree.QName(root).namespace or ""
    own = {style.get(f"{{{word}}}styleId", ""): style for style in root.iterfind(f"{{{word}}}style")}
    loud = {name for name, style in own.items() if _is_loud(style, word)}
    for _ in range(_DEEPEST):
        based = {name: style.find(f"{{{word}}}basedOn") for name, style in own.items() if name not in loud}
        more = {name for name, on in based.items() if on is not None and on.get(f"{{{word}}}val") in loud}
        if not more:
            break
        loud |= more
    usual = {name for name, style in own.items() if style.get(f"{{{word}}}default") in ("1", "true", "on")}
    always = usual & loud or any(_is_loud(each, word) for each in root.iterfind(f"{{{word}}}docDefaults"))
    names = [None if "&" in name or "<" in name else name.encode() for name in loud]
    return [*names, *([None] if always else [])]


def _is_loud(style: etree._Element, word: str) -> bool:
    marks = style.iter(*(f"{{{word}}}{name}" for name in MARKS))
    if any(is_on(mark, word) for mark in marks):
        return True
    if style.get(f"{{{word}}}type") == "character" and next(style.iter(f"{{{word}}}sz"), None) is not None:
        return True
    return may_be_unseen(etree.tostring(style))
