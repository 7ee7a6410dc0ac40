"""What a paper says, block by block; DOCX and PDF are both made from it, so that they say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

Style = Literal[
    "mark", "title", "number", "addressee", "heading", "body", "attachments", "signature", "label", "subtitle", "note"
]


@dataclass(frozen=True)
class Text:
    """One paragraph, or several where it has line breaks."""

    style: Style
    text: str


@dataclass(frozen=True)
class Table:
    """Rows of text under a head; `widths` are shares, `align` has a letter of `lcr` each; a form is to be filled in."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    align: str
    is_form: bool = False


@dataclass(frozen=True)
class Bars:
    """A bar chart: per row a name, the value, and the value as text."""

    title: str
    rows: tuple[tuple[str, float, str], ...]


@dataclass(frozen=True)
class Page:
    """What follows begins on a new page, A4 upright or across."""

    is_wide: bool


Block = Text | Table | Bars | Page


@dataclass(frozen=True)
class Paper:
    """A document with its title."""

    title: str
    blocks: tuple[Block, ...]

    def plain(self) -> dict[str, Any]:
        """All of it as JSON takes it, every text cleaned."""
        blocks = [{"kind": type(block).__name__.lower(), **asdict(block)} for block in self.blocks]
        return {"title": clean(self.title), "blocks": [_cleaned(block) for block in blocks]}


def clean(text: str) -> str:
    """Text without control, private and invisible characters, which XML refuses and fonts cannot draw."""
    return "".join(_kept(text))


def _kept(text: str) -> Iterator[str]:
    for character in text:
        if character.isprintable() or character in "\n\u3000":
            yield character
        elif character.isspace():
            yield " "


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: _cleaned(each) for key, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list | tuple) else value
