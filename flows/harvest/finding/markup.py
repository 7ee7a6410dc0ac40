"""What a page offers: links with the text around them, pictures, embedded files and scripts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from flows.documents import limits
from flows.documents.markup import INLINE
from flows.harvest.finding import bounds
from flows.harvest.finding.addresses import absolute, quoted_addresses
from flows.harvest.finding.bounds import UnreadablePage
from flows.harvest.finding.tokens import Tag, Text, tokens

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_ROWS, _CELLS = frozenset(("li", "tr")), frozenset(("td", "dt", "dd"))
_CLOSES = {
    "li": (("li",), ("ul", "ol")), "tr": (("tr",), ("table",)), "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")), "dd": (("dd", "dt"), ("dl",)), "dt": (("dd", "dt"), ("dl",)),
    "a": (("a",), ("table",)), "p": (("p",), ("td", "div", "li", "table")), "option": (("option",), ("select",)),
}  # fmt: skip
_LOOKED_BACK = 50
_SHARED = 3
"""Most links that share the text around them: a list of more has none."""

_FURNITURE_TAGS = frozenset(("nav", "header", "footer"))
_FURNITURE = frozenset(
    [
        "nav",
        "navbar",
        "menu",
        "header",
        "footer",
        "foot",
        "crumb",
        "crumbs",
        "breadcrumb",
        "sidebar",
        "logo",
        "share",
        "copyright",
        "related",
        "qrcode",
    ]
)
_POSITION = frozenset(["crumb", "crumbs", "breadcrumb", "position", "location", "weizhi", "dqwz"])
_NOT_LETTERS = re.compile(r"[^a-z]+")
_META_NAMES = frozenset(("articletitle", "columnname", "title"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_FRAMES = {"iframe": "src", "frame": "src", "embed": "src", "object": "data"}
_LAZY = ("data-original", "data-src", "original-src", "oldsrc", "src")
_ELSEWHERE = ("data-href", "data-url", "data-link")


class Anchor(NamedTuple):
    """Something that leads to `url`: its text line by line, its title, and the lines of its row outside of links."""

    url: str
    lines: tuple[str, ...]
    title: str
    row: tuple[str, ...]
    is_furniture: bool

    @property
    def text(self) -> str:
        """The text, in one line."""
        return " ".join(" ".join(self.lines).split())


class Picture(NamedTuple):
    """A picture, its smallest declared side in pixels if any, and whether it is part of the site around the page."""

    url: str
    side: int | None
    is_furniture: bool


@dataclass
class Page:
    """A page: its address or that its links count from, what it says of itself, and everything in it."""

    base: str
    title: str = ""
    heads: list[str] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    frames: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    elements: list[dict[str, str]] = field(default_factory=list)
    refresh: str | None = None
    length: int = 0


@dataclass
class _Open:
    """An open element: the text in it so far, and the links in it that have no row yet."""

    tag: str
    is_furniture: bool
    is_position: bool
    is_linked: bool
    target: str | None
    title: str
    pieces: list[str] = field(default_factory=list)
    size: int = 0
    links: list[int] = field(default_factory=list)

    def take(self, text: str) -> None:
        if self.size < bounds.TEXT:
            self.pieces.append(text[: bounds.TEXT])
            self.size += len(text)

    @property
    def lines(self) -> tuple[str, ...]:
        text = "".join(self.pieces)
        return tuple(line for part in text.split("\n") if (line := " ".join(part.split())))


def read_page(text: str, url: str) -> Page:
    """What a page at an address offers. Raises UnreadablePage where it is larger than the bounds allow."""
    return _Reader(url).read(text)


class _Reader:
    """One pass over the tags of a page, with the elements that are open."""

    def __init__(self, url: str) -> None:
        self.page = Page(url)
        self.open = [_Open("", False, False, False, None, "")]
        self.counts: Counter[str] = Counter()
        self.scripted = 0

    def read(self, text: str) -> Page:
        """The page that a text holds."""
        for number, token in enumerate(tokens(text)):
            if number >= bounds.NODES:
                raise UnreadablePage(f"it has more than {bounds.NODES:,} elements")
            if isinstance(token, Text):
                self.see(token)
            elif token.is_end:
                self.end(token.name)
            else:
                self.begin(token)
        while len(self.open) > 1:
            self.close()
        return self.page

    def see(self, token: Text) -> None:
        """Take in a text."""
        if token.within == "title":
            self.page.title = self.page.title or " ".join(token.text.split())[: bounds.TEXT]
        elif token.within == "script":
            if self.scripted < bounds.SCRIPTS:
                self.page.scripts.append(token.text)
            self.scripted += len(token.text)
        elif not token.within:
            place = self.open[-1]
            place.take(re.sub(r"[\r\n]+", " ", token.text))
            if place.is_position:
                self._head(token.text)
            if not place.is_furniture and not place.is_linked:
                self.page.length += len(token.text.strip())

    def begin(self, tag: Tag) -> None:
        """Open an element, and close what it ends."""
        self._end_before(tag.name)
        if tag.name not in INLINE:
            self.open[-1].take("\n")
        above, attributes = self.open[-1], tag.attributes
        words = set(_NOT_LETTERS.split(f"{attributes.get('class', '')} {attributes.get('id', '')}".lower()))
        is_whole = tag.name in ("html", "body", "form")
        is_furniture = not is_whole and (tag.name in _FURNITURE_TAGS or not words.isdisjoint(_FURNITURE))
        target = self._target(tag) if len(self.page.anchors) < bounds.LINKS else None
        place = _Open(
            tag.name,
            above.is_furniture or is_furniture,
            above.is_position or not words.isdisjoint(_POSITION),
            above.is_linked or tag.name == "a",
            target,
            attributes.get("title", "")[: bounds.TEXT],
        )
        self._note(tag, place)
        if tag.name in _VOID:
            return
        if len(self.open) > limits.DEPTH:
            raise UnreadablePage(f"it is nested deeper than {limits.DEPTH:,} elements")
        self.open.append(place)
        self.counts[tag.name] += 1

    def end(self, name: str) -> None:
        """Close an element with everything in it; an end that closes none is ignored."""
        if self.counts[name]:
            while self.open[-1].tag != name:
                self.close()
            self.close()

    def close(self) -> None:
        """Close the last open element: a link is complete, or a row."""
        place = self.open.pop()
        self.counts[place.tag] -= 1
        above, lines = self.open[-1], place.lines
        if place.tag in _HEADINGS and lines:
            self._head(" ".join(lines))
        if place.tag in _ROWS or (place.tag not in _CELLS and lines and len(place.links) <= _SHARED):
            for i in place.links:
                self.page.anchors[i] = self.page.anchors[i]._replace(row=lines)
            place.links.clear()
        if place.target is not None:
            self.page.anchors.append(Anchor(place.target, lines, place.title, (), place.is_furniture))
            place.links.append(len(self.page.anchors) - 1)
        above.links += place.links[: _SHARED + 1]
        if place.target is None and place.tag not in _ROWS:
            for piece in place.pieces:
                above.take(piece)
        if place.tag not in INLINE:
            above.take("\n")

    def _head(self, text: str) -> None:
        if len(self.page.heads) < bounds.HEADS:
            self.page.heads.append(text.strip()[: bounds.TEXT])

    def _end_before(self, name: str) -> None:
        """Close what a new element ends: a second li ends the first."""
        closed, bounds_ = _CLOSES.get(name, ((), ()))
        if not any(self.counts[tag] for tag in closed):
            return
        for place in reversed(self.open[-_LOOKED_BACK:]):
            if place.tag in bounds_:
                return
            if place.tag in closed:
                self.end(place.tag)
                return

    def _target(self, tag: Tag) -> str | None:
        """Where an element leads: by its link, or by the address that its script names."""
        for written in _written(tag):
            if url := absolute(self.page.base, written):
                return url
        return None

    def _note(self, tag: Tag, place: _Open) -> None:
        """Keep what an element says besides its text."""
        page, attributes = self.page, tag.attributes
        if tag.name == "base" and "href" in attributes:
            page.base = absolute(page.base, attributes["href"]) or page.base
        elif tag.name == "meta":
            self._meta(attributes)
        elif tag.name == "img":
            self._picture(attributes, place.is_furniture)
        elif tag.name in _FRAMES and len(page.frames) < bounds.LINKS:
            page.frames += filter(None, [absolute(page.base, attributes.get(_FRAMES[tag.name], ""))])
        if tag.name not in ("img", "link", "a", "meta") and len(page.elements) < bounds.LINKS and attributes:
            page.elements.append(attributes)

    def _meta(self, attributes: dict[str, str]) -> None:
        content = attributes.get("content", "")[: bounds.LINKS]
        if attributes.get("name", "").lower() in _META_NAMES:
            self._head(content)
        if attributes.get("http-equiv", "").lower() == "refresh" and (at := content.lower().find("url=")) >= 0:
            self.page.refresh = absolute(self.page.base, content[at + 4 :].strip("'\" "))

    def _picture(self, attributes: dict[str, str], is_furniture: bool) -> None:
        written = next((attributes[name] for name in _LAZY if attributes.get(name)), "")
        if len(self.page.pictures) < bounds.LINKS and (url := absolute(self.page.base, written)):
            sides = [attributes.get(name, "") for name in ("width", "height")]
            known = [int(side[:5]) for side in (s.removesuffix("px") for s in sides) if side.isdecimal()]
            self.page.pictures.append(Picture(url, min(known, default=None), is_furniture))


def _written(tag: Tag) -> Iterator[str]:
    """The addresses that an element names, as written."""
    attributes = tag.attributes
    href = attributes.get("href", "") if tag.name in ("a", "area") else ""
    if href.lower().lstrip().startswith("javascript:"):
        yield from quoted_addresses(href[: bounds.LINKS], 3)
    elif href:
        yield href
    if "onclick" in attributes:
        yield from quoted_addresses(attributes["onclick"][: bounds.LINKS], 3)
    yield from (attributes[name] for name in _ELSEWHERE if name in attributes)
