"""Advertising planted inside sentences: names of betting and streaming sites where a sentence reads on without them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from flows.prose import Prose
from flows.wordings import words

_HAN = "\u4e00-\u9fff"
_BETWEEN = r"[,、?·|_\-/ ]{0,2}"
# A figure or a letter is searched for first: most texts have no such name.
_BRAND = re.compile(r"(?<![A-Za-z0-9.@/_-])(?:[A-Za-z]{1,9}\d{2,6}|\d{2,6}[A-Za-z]{2,9})(?![A-Za-z0-9@])", re.ASCII)
_STAKES = re.compile(r"vip|bet", re.IGNORECASE)
_HOST = re.compile(
    rf"(?<=[{_HAN}])(?:https?://)?((?:[a-z0-9-]+\.)+(?P<end>com|net|cc|vip|top|xyz|app|bet|tv|me|info|club|win|live|fun|icu))"
    rf"(?=[{_HAN},])",
    re.IGNORECASE,
)
_LONGEST_NAME = 5
_LONGEST_PLANTED = 8


def planted_at(prose: Prose) -> Iterator[int]:
    """The offsets in the folded text at which advertising stands inside a sentence."""
    text = prose.squeezed
    if _advertised().search(text):
        yield from (m.start() for m in _pairs().finditer(text) if not _is_ordinary(m["name"]))
        yield from (m.start() for m in _before_stock().finditer(text))
        yield from _repeated(text, _names(text))
    if "." in text:
        yield from (m.start() for m in _HOST.finditer(text) if _is_foreign(m, text))
    found = list(_BRAND.finditer(text))
    yield from (m.start() for m in found if _STAKES.search(m[0]) or m[0].lower() in words("ad_brand"))
    yield from _repeated(text, {m[0] for m in found}, at_most_alike=1)
    yield from _beside_thought(text)


def _any(used_for: str) -> str:
    return "|".join(map(re.escape, words(used_for)))


@lru_cache(maxsize=1)
def _advertised() -> re.Pattern[str]:
    return re.compile(_any("ad_trade"))


@lru_cache(maxsize=1)
def _pairs() -> re.Pattern[str]:
    """One name before two trades: 某某体育,某某直播."""
    trade, tail = _any("ad_trade"), _any("ad_tail")
    name = rf"(?P<name>[{_HAN}A-Za-z0-9]{{2,{_LONGEST_NAME}}})"
    again = rf"(?:(?:{trade}){_BETWEEN}(?P=name)(?:{trade}|{tail})|(?:{tail}){_BETWEEN}(?P=name)(?:{trade}))"
    return re.compile(name + again, re.IGNORECASE)


@lru_cache(maxsize=1)
def _before_stock() -> re.Pattern[str]:
    """A trade or its site where a phrase begins that stands behind no noun: 某某体育新时代中国特色社会主义思想."""
    return re.compile(rf"(?:{_any('ad_trade')})(?:{_any('ad_tail')})?[,?、]?(?:{_any('thought_whole')})", re.IGNORECASE)


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{_HAN}])[{_HAN}]{{2}}(?:{_any('ad_trade')})")


def _names(text: str) -> set[str]:
    """The names of two signs before a trade that are not followed by what belongs to the trade: 龙舟体育活动."""
    found = list(_named().finditer(text))
    lawful = {m[0] for m in found if _is_ordinary(m[0][:2]) or text.startswith(words("ad_lawful_behind"), m.end())}
    return {m[0] for m in found} - lawful


def _is_ordinary(name: str) -> bool:
    return name.endswith(words("ad_ordinary"))


def _repeated(text: str, names: set[str], at_most_alike: int = 0) -> Iterator[int]:
    """The places of names that stand in several, where at least one sentence reads on without them.

    What stands beside them must differ on both sides, or on one where `at_most_alike` is 1.
    """
    for name in sorted(names):
        at = [m.start() for m in re.finditer(re.escape(name), text)]
        behind = {text[i + len(name) : i + len(name) + 2] for i in at}
        before = {text[i - 2 : i] for i in at}
        alike = (len(behind) == 1) + (len(before) == 1)
        if alike <= at_most_alike and _any_reads_on(text, name, at):
            yield from at


def _any_reads_on(text: str, name: str, at: Sequence[int]) -> bool:
    return any(_reads_on(text, begin, begin + len(name)) for begin in at)


def _reads_on(text: str, begin: int, end: int) -> bool:
    """Whether what stands on both sides of a stretch stands together elsewhere."""
    joined = text[begin - 2 : begin] + text[end : end + 2]
    return bool(re.fullmatch(f"[{_HAN}]{{4}}", joined)) and (joined in text or joined in _stock())


@lru_cache(maxsize=1)
def _stock() -> str:
    """What stands in any report, in one text."""
    return "\n".join(words("stock"))


def _is_foreign(found: re.Match[str], text: str) -> bool:
    """Whether the address of a site is neither named as one nor known: it has a figure, or an ending of its own."""
    host = found[1].lower()
    if host.endswith(words("host_known")) or text[found.start() - 1] in words("host_named"):
        return False
    return found["end"].lower() not in ("com", "net", "info") or any(c.isdigit() for c in host)


def _beside_thought(text: str) -> Iterator[int]:
    """The places of foreign words in the stead of who thought it, where the same words stand elsewhere too."""
    for stock in words("thought"):
        at = text.find(stock)
        while at >= 0:
            word = _foreign_before(text, at)
            found = [m.start() for m in re.finditer(re.escape(word), text)] if word else []
            if word and _any_reads_on(text, word, found):
                yield from found
            at = text.find(stock, at + 1)


def _foreign_before(text: str, at: int) -> str | None:
    """The longest words before an offset that stand elsewhere before something else, where no verb or name ends."""
    if text[:at].endswith(words("before_thought")):
        return None
    for size in range(_LONGEST_PLANTED, 2, -1):
        word = text[max(at - size, 0) : at]
        behind = {text[m.end() : m.end() + 2] for m in re.finditer(re.escape(word), text)}
        if re.fullmatch(f"[{_HAN}A-Za-z0-9]+", word) and len(behind) > 1:
            return word
    return None
