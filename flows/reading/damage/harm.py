"""What does not belong in the text of a report: remnants of markup, lost characters, injected words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from flows.documents.folding import CUT
from flows.reading.damage.planted import planted_at
from flows.reading.prose import Prose
from flows.reading.regions.table import load
from flows.reading.wordings import any_of, words

_TAG = re.compile(r"</?[a-z]{1,10}/?>|&[a-z]{2,8};", re.IGNORECASE)
_FEWEST_WEAK = 3


def damaged_lines(prose: Prose) -> list[int]:
    """The lines, by index, that hold remnants of markup or characters lost in conversion."""
    text = prose.squeezed
    found = {line for word in words("damage") for line in prose.lines_with(word)}
    if prose.lines and prose.lines[0].number is not None and ("<" in text or "&" in text):
        found |= {prose.index(m.start()) for m in _TAG.finditer(text)}
    return sorted(line for line in found if not _is_cut_only(prose, line))


def _is_cut_only(prose: Prose, line: int) -> bool:
    """Whether the only damage in a line is the mark of a document that ends with a digit."""
    text = prose.squeezed_line(line)
    plain = text.removesuffix(CUT)
    return plain != text and not any(word in plain for word in words("damage")) and not _TAG.search(plain)


def injected_lines(prose: Prose) -> list[int]:
    """The lines, by index, with words no report has: a strong one, three weak ones, advertising in a sentence."""
    found = {prose.index(at) for at in planted_at(prose)}
    return sorted(found | _spam_lines(prose))


def is_advertised(prose: Prose, first: int, last: int, title: str) -> bool:
    """Whether a squeezed title on these lines contains advertising; most have no word or letter of any."""
    if not _may_be_advertising().search(title):
        return False
    return _beside_name().search(title) is not None or any(first <= at <= last for at in injected_lines(prose))


@lru_cache(maxsize=1)
def _may_be_advertising() -> re.Pattern[str]:
    return re.compile("|".join(("[A-Za-z]", *map(re.escape, (*words("ad_trade"), *words("ad_tail"))), _spam().pattern)))


@lru_cache(maxsize=1)
def _beside_name() -> re.Pattern[str]:
    """A trade where no part of a title belongs: before its year or its kind, or before the division that begins it."""
    trade, tail = "|".join(words("ad_trade")), "|".join(words("ad_tail"))
    begins = "|".join(sorted({name[:2] for name in load().by_name}))
    after = rf"(?:{trade})(?:{tail})?[,-]?(?:20\d\d|(?:政府)?信息公开|$)|(?:{trade})(?:{tail})(?!管理|中心)"
    return re.compile(rf"{after}|^[\u4e00-\u9fff]{{2,5}}(?:{trade})(?:{begins})")


def _spam_lines(prose: Prose) -> set[int]:
    text = prose.squeezed
    if _spam().search(text) is None:
        return set()
    found = {line for word in _in_any_case("spam_strong") for line in prose.lines_with(word)}
    weak = [word for word in _in_any_case("spam_weak") if word in text]
    if len(weak) >= _FEWEST_WEAK:
        times = Counter(line for word in weak for line in prose.lines_with(word))
        found |= {line for line, n in times.items() if n >= _FEWEST_WEAK}
    return found


@lru_cache(maxsize=1)
def _spam() -> re.Pattern[str]:
    """A pattern for any strong or weak word: a single search, as most texts have none."""
    return any_of((*_in_any_case("spam_strong"), *_in_any_case("spam_weak")))


@lru_cache(maxsize=4)
def _in_any_case(used_for: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(x for word in words(used_for) for x in (word, word.upper(), word.capitalize())))
