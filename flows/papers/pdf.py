"""Papers as PDF, set by Typst with fonts of this computer."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from flows.messages import told
from flows.papers import PaperError
from flows.papers.paper import Paper

_TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"
_SONG = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "SimSun", "NSimSun", "Songti SC", "STSong")
_FANGSONG = ("FangSong_GB2312", "FangSong", "STFangsong", "FZFangSong-Z02")
_TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong_GBK")
_HEI = ("SimHei", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
        "PingFang SC", "Heiti SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback")  # fmt: skip
_PLAIN = (*_SONG, *_HEI)


class FontError(PaperError):
    """There is no Chinese font; the message says what to do."""


class Setter:
    """Sets papers, one after the other: fonts are looked for and the template is read once. Raises FontError."""

    def __init__(self) -> None:
        fonts = typst.Fonts()
        self._compiler = typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=fonts)
        self._fonts = json.dumps(choose(frozenset(fonts.families())))

    def pdf(self, paper: Paper) -> bytes:
        """The paper as PDF."""
        return self._compile(paper, "pdf")

    def picture(self, paper: Paper, block: int) -> bytes:
        """One block of the paper as PNG, for formats that draw no charts."""
        return self._compile(paper, "png", only=str(block))

    def _compile(self, paper: Paper, kind: Literal["pdf", "png"], **more: str) -> bytes:
        inputs = {"paper": json.dumps(paper.plain()), "fonts": self._fonts, **more}
        made = self._compiler.compile(format=kind, ppi=200, sys_inputs=inputs)
        assert isinstance(made, bytes)
        return made


@cache
def choose(families: frozenset[str]) -> dict[str, str]:
    """The fonts for body, title and headings among those of a computer. Raises FontError if none is Chinese."""
    there = [name for name in _PLAIN if name in families]
    if not there:
        raise FontError(told("papers_no_font", fonts="、".join(_PLAIN[:4])))
    small = next((name for name in _TITLE if name in families), None)
    return {
        "body": next((name for name in _FANGSONG if name in families), there[0]),
        "title": small or there[0],
        "title_weight": "regular" if small else "bold",
        "heading": next((name for name in _HEI if name in families), there[0]),
    }
