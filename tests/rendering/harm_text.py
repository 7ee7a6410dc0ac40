"""What mirrors, converters and spammers do to characters: script, width, pinyin, invisible characters, spam."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from random import Random

from tests.rendering.draft import Draft, tables, texts, values
from tests.rendering.pieces import Document, Figure, Key, Piece, Prose, Table

WORDS = ("title", "meta", "heading", "sentence", "clause", "header", "group", "label")
_TABLE = Path(__file__).parents[2] / "flows" / "documents" / "traditional.csv"
_WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_WIDE_DIGITS = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}
# The stated unit with one character lost: 亿元 without 亿 reads 元, and nothing shows that it is wrong.
_UNIT_LOST = re.compile("(?=.*\ue000)[单\ue000] ?[位\ue000] ?[:：]|[单\ue000] ?[位\ue000] ?[:：].*\ue000")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e"
_SYLLABLES = ("gong", "kai", "zheng", "fu", "xìn", "xi", "nián", "du", "bào", "gao", "shu", "liàng", "zhuang", "lü")
_SPAM = (
    "伊人久久大香线蕉综合",
    "百家乐官方网站",
    "亚洲一区二区三区在线观看",
    "老虎机平台注册送彩金",
    "无码中文字幕在线播放",
    "博彩娱乐城开户",
)
_NAMES = "星火蓝鲸飞鸟云顶金豹银狐雷鸟赤兔麒麟凤舞鼎盛"
_TRADES = ("体育", "直播", "娱乐", "棋牌", "电竞")
_SPAM_NUMBERS = ("久久99精品视频免费", "娱乐城注册送88元彩金3.5", "三级片2023最新", "澳门百家乐 1234 5678")


@cache
def _traditional() -> dict[int, str]:
    """A traditional Big5 character for each simplified one missing from Big5, and for three that are in it."""
    found = {ord("于"): "於", ord("后"): "後", ord("里"): "裡"}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            for character in line["traditional"]:
                # 局 and others are traditional characters too: converters leave them.
                if _in_big5(character) and not _in_big5(line["simplified"]):
                    found.setdefault(ord(line["simplified"]), character)
    return found


def _in_big5(character: str) -> bool:
    try:
        return bool(character.encode("big5"))
    except UnicodeError:
        return False


def traditional(draft: Draft, _: Random) -> Draft:
    """All of it in traditional script."""

    def change(text: str) -> str:
        return text.translate(_traditional())

    return texts(draft, change, (*WORDS, "value"))._replace(title=change(draft.title))


def pinyin(draft: Draft, choice: Random) -> Draft:
    """公(gong)开(kai): pinyin after characters."""
    rate, marks = choice.choice((0.1, 0.5, 1.0)), choice.choice(("()", "（）"))

    def change(text: str) -> str:
        return "".join(
            f"{c}{marks[0]}{choice.choice(_SYLLABLES)}{marks[1]}"
            if "\u4e00" <= c <= "\u9fff" and choice.random() < rate
            else c
            for c in text
        )

    return texts(draft, change, WORDS)


def full_width(draft: Draft, choice: Random) -> Draft:
    """Full-width digits and signs in all or some cells, and in half of the reports in words too."""
    rate = choice.choice((0.1, 0.5, 1.0))
    chosen = {key: figure for key, figure in draft.truth.items() if choice.random() < rate}
    found = values(draft, {key: Figure(f.text.translate(_WIDE), f.value) for key, f in chosen.items()})
    words = choice.choice((_WIDE_DIGITS, {}))
    return texts(found, lambda text: text.translate(words), WORDS)._replace(title=draft.title.translate(words))


def zero_width(draft: Draft, choice: Random) -> Draft:
    """Invisible characters, in words and in numbers."""

    def change(text: str) -> str:
        return "".join(c + choice.choice(INVISIBLE) if choice.random() < 0.2 else c for c in text)

    return texts(draft, change, (*WORDS, "value"))


def spam(draft: Draft, choice: Random) -> Draft:
    """Lines of spam around the report, between its rows, and in its sentences."""
    blocks: list[Table | Prose] = []
    for block in draft.document:
        if choice.random() < 0.25:
            blocks.append(Prose("spam", choice.choice((*_SPAM, *_SPAM_NUMBERS))))
        if isinstance(block, Prose) and block.kind == "sentence" and choice.random() < 0.3:
            at = choice.choice([i for i, c in enumerate(block.text, 1) if c in "。,"] or [0])
            block = block._replace(text=planted(block.text[:at] + choice.choice(_SPAM) + block.text[at:], choice))
        blocks.append(block)
    document: Document = (*blocks, Prose("spam", choice.choice(_SPAM_NUMBERS)))
    found = draft._replace(document=document)
    return found if draft.layout in ("flat", "glued") else tables(found, lambda table: _spammed(table, choice))


def planted(text: str, choice: Random) -> str:
    """A sentence with a made-up name and its trades in place of another name, or before a task."""
    name = "".join(choice.sample(_NAMES, 2))
    trade, other = choice.sample(_TRADES, 2)
    mark = choice.choice((",", "、", "", "?", "，"))
    advertising = choice.choice(
        (f"{name}{trade}{mark}{name}{other}", f"{name}{trade}{mark}{name}官网", f"{name}app{mark}{name}{trade}")
    )
    return text.replace("以习近平新", f"以{advertising}新").replace("贯彻落实", f"贯彻{advertising}落实")


def _spammed(table: Table, choice: Random) -> Table:
    rows: list[tuple[Piece, ...]] = []
    held = 0
    for number, row in enumerate(table.rows):
        # A row inserted among cells that span down would shift the rows below in any browser.
        if held == 0 and number and row[0].kind in ("label", "clause") and choice.random() < 0.15:
            rows.append((Piece("spam", choice.choice(_SPAM), across=table.width),))
        rows.append(row)
        held = max(held - 1, max(piece.down for piece in row) - 1)
    return table._replace(rows=tuple(rows))


def broken_characters(draft: Draft, choice: Random) -> Draft:
    """Some characters of words are lost: U+E000 stands for each until there are bytes to break."""
    lost: set[Key] = set()

    def changed(row: tuple[Piece, ...]) -> tuple[Piece, ...]:
        pieces = []
        for piece in row:
            if piece.kind in ("label", "header") and len(piece.text) > 2 and choice.random() < 0.04:
                at = choice.randrange(len(piece.text))
                piece = piece._replace(text=piece.text[:at] + "\ue000" + piece.text[at + 1 :])
                lost.update(other.key for other in row if other.key)
            pieces.append(piece)
        return tuple(pieces)

    found = tables(draft, lambda table: table._replace(rows=tuple(map(changed, table.rows))))
    headers = {
        block.section
        for block in found.document
        if isinstance(block, Table)
        and block.section != 3
        and any("\ue000" in piece.text for row in block.rows for piece in row if piece.kind == "header")
    }
    unsure = {key for key in draft.must if key[0] in headers} | lost
    holed = texts(found, lambda text: _holed(text, choice), ("sentence",)).without(unsure)
    return holed._replace(units={}) if any(map(_UNIT_LOST.search, _all_texts(holed))) else holed


def _all_texts(draft: Draft) -> list[str]:
    tables = [block for block in draft.document if isinstance(block, Table)]
    pieces = [piece.text for table in tables for row in table.rows for piece in row]
    return [*pieces, *(block.text for block in draft.document if isinstance(block, Prose))]


def _holed(text: str, choice: Random) -> str:
    places = [i for i, c in enumerate(text) if "\u4e00" <= c <= "\u9fff"]
    if not places or choice.random() < 0.5:
        return text
    at = choice.choice(places)
    return text[:at] + "\ue000" + text[at + 1 :]
