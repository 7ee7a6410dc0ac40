"""Advertising planted inside sentences: names of betting and streaming sites that a sentence reads on without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from expectations.catalogue import load
from flows.documents.folding import squeeze
from flows.reading.prose import Prose
from flows.reading.wordings import any_of, main_numbers, words

_HAN = "\u4e00-\u9fff"
_BETWEEN = r"[,、?·|_\-/ ]{0,2}"
_LETTERS = re.compile("[A-Za-z][A-Za-z0-9]*")
_BRAND = re.compile(r"[A-Za-z]{1,9}\d{2,6}|\d{2,6}[A-Za-z]{2,9}")
_BESIDE = re.compile(rb"[A-Za-z]\d|\d[A-Za-z]")
_JOINED = frozenset(".@/_-")
_STAKES = re.compile(r"vip|bet", re.IGNORECASE)
_END = re.compile(rf"\.(com|net|info|cc|vip|top|xyz|app|bet|tv|me|club|win|live|fun|icu)(?=[{_HAN},])", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?([A-Za-z0-9.-]+)$")
_COMMON = ("com", "net", "info")
_LONGEST_NAME = 5
_LONGEST = 16
_LONGEST_PLANTED = 8


def planted_at(prose: Prose) -> Iterator[int]:
    """The offsets in the folded text of advertising inside a sentence."""
    text = prose.squeezed
    if _advertised().search(text):
        yield from (m.start() for m in _pairs().finditer(text) if not _is_ordinary(m["name"]))
        yield from (m.start() for m in _before_stock().finditer(text))
        yield from _repeated(text, _names(text))
        yield from _in_heading(text)
    yield from (m.start() for m in _END.finditer(text) if _is_foreign(m, text))
    brands = _brands(text)
    yield from (at for at, name in brands if _STAKES.search(name) or name.lower() in words("ad_brand"))
    yield from _repeated(text, {name for _, name in brands}, at_most_alike=1)
    if any(word in text for word in words("thought_whole")):
        yield from (m.start() for m in _instead().finditer(text))
    yield from _beside_thought(text)


def _in_heading(text: str) -> Iterator[int]:
    """The main headings that contain a trade: none of the form's does."""
    for found in _heading().finditer(text):
        if (m := _advertised().search(found[0])) and _is_heading(found[0]):
            yield found.start() + m.start()


@lru_cache(maxsize=1)
def _heading() -> re.Pattern[str]:
    return re.compile(rf"^(?:{'|'.join(main_numbers())}).{{0,40}}$", re.MULTILINE)


def _is_heading(line: str) -> bool:
    """Whether a line contains all characters of a main heading in order."""
    return any(all(c in rest for c in squeeze(h.label)) for h in load().headings if (rest := iter(line)))


def _brands(text: str) -> list[tuple[int, str]]:
    """The names made of letters and figures outside addresses: vip888, 188bet."""
    found: list[tuple[int, str]] = []
    if not _BESIDE.search(text.encode("ascii", "ignore")):
        return found
    for m in _LETTERS.finditer(text):
        begin = len(text[max(m.start() - 6, 0) : m.start()].rstrip("0123456789")) + max(m.start() - 6, 0)
        name = text[begin : m.end()]
        if _BRAND.fullmatch(name) and _JOINED.isdisjoint((text[begin - 1 : begin], text[m.end() : m.end() + 1])):
            found.append((begin, name))
    return found


def _any(used_for: str) -> str:
    return "|".join(map(re.escape, words(used_for)))


@lru_cache(maxsize=1)
def _advertised() -> re.Pattern[str]:
    return any_of(words("ad_trade"))


@lru_cache(maxsize=1)
def _pairs() -> re.Pattern[str]:
    """One name before two trades: 某某体育,某某直播."""
    trade, tail = _any("ad_trade"), _any("ad_tail")
    name = rf"(?P<name>[{_HAN}A-Za-z0-9]{{2,{_LONGEST_NAME}}})"
    twice = rf"(?:(?:{trade})(?:{tail})?{_BETWEEN}(?P=name)(?:{trade}|{tail})|(?:{tail}){_BETWEEN}(?P=name)(?:{trade}))"
    return re.compile(name + twice, re.IGNORECASE)


@lru_cache(maxsize=1)
def _before_stock() -> re.Pattern[str]:
    """A trade or its site before a phrase that never follows a noun: 某某体育新时代中国特色社会主义思想."""
    trade, tail, thought = _any("ad_trade"), _any("ad_tail"), _any("thought_whole")
    party = _any("thought_party")
    return re.compile(rf"(?:{trade})(?:(?:{tail})*[,?、]?(?:{thought})|(?:{tail})+[,?、]?(?:{party}))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _instead() -> re.Pattern[str]:
    """Any words other than those that introduce a guiding thought: 以某某新时代中国特色社会主义思想为指导."""
    other = f'[^,。;:、“”"()《》\n{"".join(words("thought_spoken"))}]'
    return re.compile(rf"以{other}{{2,16}}(?:习近平)?(?:{_any('thought_whole')})为指导")


@lru_cache(maxsize=1)
def _named() -> re.Pattern[str]:
    return re.compile(rf"(?<=[{_HAN}])[{_HAN}]{{2}}(?:{_any('ad_trade')})")


def _names(text: str) -> set[str]:
    """Names of two characters before a trade, unless words that belong to the trade follow: 龙舟体育活动."""
    found = list(_named().finditer(text))
    ordinary = {m[0] for m in found if _is_ordinary(m[0][:2]) or text.startswith(words("ad_lawful_behind"), m.end())}
    return {m[0] for m in found} - ordinary


def _is_ordinary(name: str) -> bool:
    return name.endswith(words("ad_ordinary"))


def _repeated(text: str, names: set[str], at_most_alike: int = 0) -> Iterator[int]:
    """The places of names that occur several times, where at least one sentence reads on without them.

    The text next to them must differ on both sides, or on one where `at_most_alike` is 1.
    """
    for name in sorted(names):
        at = [m.start() for m in re.finditer(re.escape(name), text)]
        name = _whole(text, name, at)
        after = {text[i + len(name) : i + len(name) + 2] for i in at}
        before = {text[i - 2 : i] for i in at}
        alike = (len(after) == 1) + (len(before) == 1)
        if alike <= at_most_alike and _any_reads_on(text, name, at):
            yield from at


def _whole(text: str, name: str, at: Sequence[int]) -> str:
    """A name with the text that follows it in all places."""
    size = len(name)
    while len(at) > 1 and size < _LONGEST and len({text[i + size : i + size + 1] for i in at}) == 1:
        size += 1
    return text[at[0] : at[0] + size]


def _any_reads_on(text: str, name: str, at: Sequence[int]) -> bool:
    return any(_reads_on(text, begin, begin + len(name)) for begin in at)


def _reads_on(text: str, begin: int, end: int) -> bool:
    """Whether the texts on both sides of a stretch occur together elsewhere."""
    joined = text[begin - 2 : begin] + text[end : end + 2]
    return bool(re.fullmatch(f"[{_HAN}]{{4}}", joined)) and (joined in text or joined in _stock())


@lru_cache(maxsize=1)
def _stock() -> str:
    """Text that may be in any report, as one string."""
    return "\n".join(words("stock"))


def _is_foreign(end: re.Match[str], text: str) -> bool:
    """Whether the site with this ending is neither introduced nor known: it has a figure, or an unusual ending."""
    found = _HOST.search(text[max(end.start() - 80, 0) : end.start()])
    before = found and found.string[: found.start()][-1:]
    if not found or not before or not re.match(f"[{_HAN}]", before) or before in words("host_named"):
        return False
    host = found[1] + end[0]
    return not host.endswith(words("host_known")) and (end[1].lower() not in _COMMON or any(c.isdigit() for c in host))


def _beside_thought(text: str) -> Iterator[int]:
    """The places of foreign words in place of a thought's author, where the same words also occur elsewhere."""
    for stock in words("thought"):
        at = text.find(stock)
        while at >= 0:
            word = _foreign_before(text, at)
            found = [m.start() for m in re.finditer(re.escape(word), text)] if word else []
            if word and _any_reads_on(text, word, found):
                yield from found
            at = text.find(stock, at + 1)


def _foreign_before(text: str, at: int) -> str | None:
    """The longest words before an offset that elsewhere precede something else, where no verb or name ends."""
    if text[:at].endswith(words("before_thought")):
        return None
    for size in range(_LONGEST_PLANTED, 2, -1):
        word = text[max(at - size, 0) : at]
        after = {text[m.end() : m.end() + 2] for m in re.finditer(re.escape(word), text)}
        if re.fullmatch(f"[{_HAN}A-Za-z0-9]+", word) and len(after) > 1:
            return word
    return None
