"""What the tags of a page mean for its text: which are read, which separate lines and cells, which are hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from itertools import islice
from typing import NamedTuple, TypeVar

from flows.documents.folding import cleaned
from flows.documents.html.declared import may_hide
from flows.documents.html.drawn import ICONS, PICTURES, is_drawn
from flows.documents.html.fields import filled_in, is_field
from flows.documents.html.style import PLAIN, Look, look_of

_Value = TypeVar("_Value")
_MOST_KEPT, _LONGEST_KEPT = 50_000, 1_000
_UNREAD = (
    "script style template noscript select textarea head title svg iframe canvas audio video datalist rp noframes"
    " noembed progress meter"
)
_RUNS = (
    "a abbr b bdi bdo big cite code dfn em font i ins kbd label mark o:p q samp small span strong sub sup tt u var wbr"
    " x-script"
)
STRUCK = frozenset(("del", "s", "strike"))
UNREAD, INLINE = STRUCK.union(_UNREAD.split()), frozenset(_RUNS.split())

_TAGS = re.compile(r"<(?i:!doctype|html|head|body|table|tr|td|div|p|span)\b")
_FEWEST_TAGS, _JUDGED = 3, 100_000

RAISED, BLOCK, LINE = "\ue0f0", "\ue0f1", "\ue0f2"
"""Private characters for an edge inside a cell until the text on both sides of it is known.

`LINE` is a line break or any other visible gap: words continue across it, numbers may or may not.
"""

_OUTER = RAISED + BLOCK + LINE
_EDGES = {RAISED: "^", BLOCK: "|"}
_APART = re.compile(rf"(?<=[\d.．])\s*(?:[{RAISED}{BLOCK}]\s*)+(?=[\d.．])")
_EDGE = re.compile(f"[{RAISED}{BLOCK}]")
_GAP = re.compile(rf"(?<=[\d.,，．])[\s{LINE}]*{LINE}[\s{LINE}]*(?=[\d.,，．])")
_SPAN = re.compile(r"\s*(\d{1,9})")


def is_markup(text: str) -> bool:
    """Whether a text is a page: three tags near its beginning."""
    return len(list(islice(_TAGS.finditer(text, 0, _JUDGED), _FEWEST_TAGS))) == _FEWEST_TAGS


def settled(text: str) -> str:
    """Keep apart two numbers that touch only in the markup; rejoin words broken over two paragraphs.

    Zero-width characters and injected pinyin are dropped.
    """
    text = text.strip(_OUTER)
    if text.isascii():
        return text
    seen = text = cleaned(text)
    if LINE in text:
        text = _GAP.sub(" ", text).replace(LINE, "")
    if RAISED in text or BLOCK in text:
        text = _EDGE.sub("", _APART.sub(lambda m: _EDGES[m.group().strip()[0]], text))
    # Pinyin broken over two lines is only whole now.
    return text if text is seen else cleaned(text)


_SOFT_BREAK = re.compile(r"(?<=[\d.,，．])\r?\n(?=[\d.,，．])")


def is_of_word(markup: str) -> bool:
    """Whether Word wrote a piece of markup."""
    return "mso" in markup.lower()


def unbroken(text: str) -> str:
    """Text of Word without the line breaks that its exporter puts inside numbers."""
    return _SOFT_BREAK.sub("", text)


def span(value: str | None, most: int) -> int:
    """A colspan or rowspan as a browser takes it, cut to `most`."""
    digits = _SPAN.match(value or "")
    return min(max(int(digits[1]), 1), most) if digits else 1


class Irregular(Exception):
    """The tags leave open what a browser would show: the tree is needed."""


class Tag(NamedTuple):
    """A well-placed tag. `is_left_out`: the element it opens is not read, nor is its content.

    `parts`: figures that meet at it may be two, or in another order; `spaces`: a gap may be drawn around it, or
    between the elements in it; `is_named`: style sheets may do either. `asks`: figures that meet in it must be
    examined, for any of these or for their size; `lifts`: every figure in it must be. `value`: what was filled in, if
    it is a field, `FIELD` where that is unknown; empty for anything else. `draws`: it may show a figure that is not
    in the markup; `has_ground`: it is on a background picture.
    """

    name: str
    closing: bool
    is_left_out: bool
    parts: bool = False
    spaces: bool = False
    is_named: bool = False
    asks: bool = False
    lifts: bool = False
    value: str = ""
    draws: bool = False
    has_ground: bool = False


_IRREGULAR = frozenset(("frameset", "plaintext", "pre", "caption"))
_NAME = re.compile(rb"[A-Za-z][^\s/<>\"']*")
_ATTRIBUTE = re.compile(r"""[\s/]*([^\s/>="'<]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'<>`]+))?""")


class Kept(dict[bytes, _Value]):
    """A cache of what pieces of markup mean; emptied when it grows too large."""

    def keep(self, key: bytes, value: _Value) -> _Value:
        """Remember the meaning of a piece, unless it is too long."""
        if len(key) <= _LONGEST_KEPT:
            if len(self) >= _MOST_KEPT:
                self.clear()
            self[key] = value
        return value


class Memory(Kept[_Value]):
    """The same, computed by `make` on first use."""

    def __init__(self, make: Callable[[bytes], _Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: bytes) -> _Value:
        return self.keep(key, self._make(key))


def read_tag(source: bytes) -> Tag | None:
    """The tag between `<` and `>`; None for a comment. Raises Irregular where it is not a regular tag."""
    if source[:1] in (b"!", b"?"):
        return None
    closing = source.startswith(b"/")
    found = _NAME.match(source, closing)
    if found is None or source.count(b'"') % 2 or source.count(b"'") % 2 or b"<" in source:
        raise Irregular
    name, low = found[0].decode("utf-8").lower(), source.lower()
    if name in _IRREGULAR or (name == "template" and b"shadowroot" in low):
        raise Irregular
    if closing:
        return Tag(name, True, False)
    value, look, draws = "", PLAIN, name in PICTURES or (name in ICONS and b"class" in low)
    if name in _AFFECTING or ((b"=" in low or b"hidden" in low) and may_hide(low.decode("latin-1"))):
        look = _look(name, source[found.end() :].decode("utf-8"))
    if name == "input" and is_field(name, attributes := _attributes(source[found.end() :].decode("utf-8"))):
        value = filled_in(attributes)
    elif draws:
        draws = is_drawn(name, _attributes(source[found.end() :].decode("utf-8")))
    is_named = b"class" in low or b"id=" in low
    spaces = look.is_spaced or look.spreads
    asks = look.parts or spaces or is_named or look.size is not None or name in _LIFTED
    lifts = look.parts or name in ("sup", "sub")
    is_left_out = name in UNREAD or look.is_gone
    return Tag(name, False, is_left_out, look.parts, spaces, is_named, asks, lifts, value, draws, look.has_picture)


_AFFECTING = frozenset(("small", "big", "details", "dialog", "rt", "bdo"))
_LIFTED = frozenset(("sup", "sub", "small", "big", "a"))


def _look(name: str, source: str) -> Look:
    """How an element looks. Raises Irregular where it exists and may hide something, or nothing is certain."""
    attributes = _attributes(source)
    look = look_of(name, name in INLINE, attributes)
    if (look.hides and not look.is_gone) or name in STRUCK:
        raise Irregular
    return look


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    at = 0
    while source[at:].strip("/ \t\r\n\f"):
        attribute = _ATTRIBUTE.match(source, at)
        if attribute is None:
            raise Irregular
        value = attribute[2] or ""
        found.setdefault(attribute[1].lower(), unescape(value[1:-1] if value[:1] in ("'", '"') else value))
        at = attribute.end()
    return found


tag_of = Memory(read_tag)
"""The same as `read_tag`, cached."""


def decoded(text: bytes) -> str:
    """Text between tags, its character references resolved."""
    plain = text.decode("utf-8")
    return unescape(plain.replace("&nbsp;", "\xa0")) if "&" in plain else plain
