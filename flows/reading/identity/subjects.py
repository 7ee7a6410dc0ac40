"""The agency that a sentence names at a given place: where its name begins is proven, where it ends is inferred."""

from __future__ import annotations

import re
from functools import lru_cache

from flows.reading.identity.agencies import divisions_end, same_body
from flows.reading.prose import Prose
from flows.reading.regions.table import load
from flows.reading.wordings import words

_LONGEST = 40
_RUN = re.compile(f"(?:[\u4e00-\u9fff]|第\\d{{1,3}}){{3,{_LONGEST}}}")
_TOWN = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:[镇乡]人民政府|街道办事处)")
_PLAIN_TOWN = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:(?<!城)镇|(?<!城)乡(?!镇)|街道)(?:人民政府|办事处)?")
_OF_LEVEL = re.compile("[省市县区旗州盟](?![委局])")
_NO_TOWN = re.compile("[我本该各全由与向辖]")
_YEAR = re.compile(r"20\d\d年")
_STOP = re.compile("[,。;:、(\n]")
_BRACKET = re.compile("[()（）]")
_LONGEST_PLACE = 20
# The party committee does not report on disclosure; a 局 that mentions its schools is a different body from them.
_NO_BODY = re.compile("^委$|局.+(?:学校|学院|大学|中学|小学|幼儿园|医院|公司)$")
_SHORT_NAMES = range(4, 1, -1)


def subject_at(text: str, at: int) -> str | None:
    """The agency that a sentence is about: its name is followed by a word that cannot be part of it."""
    run = _run(text, at)
    proven = _proven_until(run)
    if not proven:
        return None
    for end in range(proven + 1, len(run) + 1):
        if _can_be_name(run, proven, end) and _goes_on(text, at + end):
            return run[:end]
    return None


def subject_of_kind(text: str, at: int, kinds: set[str]) -> str | None:
    """The subject, whatever verb follows, where the report calls itself that kind of body and no other body follows.

    我局 shows that 遂昌县司法局 ends with its 局: no list of verbs is ever complete. But another 局 can be mentioned
    before 我局 is, so the clause must be about disclosure.
    """
    run, stop = _run(text, at), _STOP.search(text, at)
    proven, clause = _proven_until(run), text[at : stop.start() if stop else None]
    for end in range(proven + 1, len(run)) if proven else ():
        if run[:end].endswith(words("agency_end")) and _can_be_name(run, proven, end):
            after = clause[end:]
            is_last = not any(word in after for word in words("agency_end"))
            is_on_topic = not kinds or any(word in after for word in words("disclosure"))
            is_subject = is_last and is_on_topic and bool(after) and not after.startswith(words("not_behind_subject"))
            return run[:end] if is_subject and can_be_own(run[:end], kinds) else None
    return None


def object_at(text: str, at: int, after: re.Pattern[str]) -> str | None:
    """The agency before `after`, without the unit named with it: 审计局办公室."""
    run = _run(text, at)
    proven = _proven_until(run)
    ends = [end for end in range(proven + 1, len(run) + 1) if proven and _can_be_name(run, proven, end)]
    for end in reversed(ends):
        unit = _unit().match(text, at + end) if run[:end].endswith(words("has_units")) else None
        if unit and after.match(text, unit.end()):
            return run[:end]
    whole = [end for end in ends if after.match(text, at + end)]
    return run[: whole[-1]] if whole else town_at(text, at, after)


def without_unit(name: str) -> str:
    """The agency without the unit named with it: 审计局办公室 belongs to the 审计局."""
    ends = [end for end in range(len(name) - 1, 2, -1) if name[:end].endswith(words("has_units"))]
    return next((name[:end] for end in ends if _unit().fullmatch(name, end)), name)


@lru_cache(maxsize=1)
def _unit() -> re.Pattern[str]:
    return re.compile(f"(?!办事处)(?:[\u4e00-\u9fff]{{0,16}}(?:{'|'.join(words('unit_last'))}))?")


def town_at(text: str, at: int, after: re.Pattern[str]) -> str | None:
    """A town before `after`, whose name need not begin with its county: 佛堂镇人民政府."""
    town = _TOWN.match(text, at)
    return town[0] if town and not _NO_TOWN.match(town[0]) and after.match(text, town.end()) else None


def bare_subject_at(text: str, at: int) -> str | None:
    """The subject of a sentence, if named without its place: 佛堂镇人民政府, 县司法局."""
    town = _PLAIN_TOWN.match(text, at)
    if town and _goes_on(text, town.end()) and not _is_no_town(town[0]):
        return town[0]
    run = _run(text, at)
    for end in range(4, len(run)) if _OF_LEVEL.match(run) else ():
        if run[:end].endswith(words("agency_end")) and _can_be_name(run, 1, end) and _goes_on(text, at + end):
            return run[:end]
    return None


def whole_of(bare: str, text: str) -> str:
    """The full form of a name without its place, if a text prints exactly one: 遂昌县北界镇人民政府 for 北界镇."""
    found: set[str] = set()
    for m in re.finditer(f"{bare}(?:人民政府|办事处)?", text):
        ends = (m.start(), m.start() + 1)
        begins = range(max(m.start() - _LONGEST_PLACE, 0), m.start())
        begin = next((at for at in begins if at + divisions_end(_run(text, at)) in ends), None)
        if begin is not None:
            found.add(text[begin : m.end()])
    whole = max(found, key=len, default=bare)
    return whole if all(same_body(name, whole) for name in found) else bare


def _is_no_town(name: str) -> bool:
    begins = _NO_TOWN.match(name) or name.startswith(words("behind_name"))
    return bool(begins) or any(word in name for word in words("no_name"))


def begins_proven(name: str) -> bool:
    """Whether a name begins with a division or with a name of the state."""
    return _proven_until(name) > 0


def division_at(text: str, at: int) -> str | None:
    """The division that a sentence is about, including all those above it: 丽水市遂昌县."""
    run = _run(text, at)
    end = divisions_end(run)
    return run[:end] if end and _goes_on(text, at + end) else None


def own_kinds(prose: Prose) -> set[str]:
    """What the report calls its own body: 局 for 我局."""
    return {word[1:] for word in words("own_body") if word in prose.squeezed}


def can_be_own(name: str, kinds: set[str]) -> bool:
    """Whether the report may call a body of this name so: 遂昌县人民政府 is not 我局."""
    return not kinds or any(kind in part[-7:] for part in _BRACKET.split(name) for kind in kinds)


def _run(text: str, at: int) -> str:
    found = _RUN.match(text, at)
    return found[0] if found else ""


def _proven_until(run: str) -> int:
    """How much of a text certainly begins an agency's name: the divisions named, or a name of the state."""
    states = words("agency_begin")
    state = next(word for word in states if run.startswith(word)) if run.startswith(states) else ""
    return divisions_end(run, len(state)) or _short_name(run)


def _short_name(run: str) -> int:
    """丽水经济技术开发区管理委员会 and 浙江遂昌县教育局 begin with a short name."""
    known = load().by_short_name
    for length in _SHORT_NAMES:
        if run[:length] in known:
            inner = divisions_end(run, length)
            return inner if inner > length or _is_zone(run[length:]) else 0
    return 0


def _is_zone(text: str) -> bool:
    return any(0 <= text.find(word) <= 8 for word in words("zone"))


def _can_be_name(run: str, proven: int, end: int) -> bool:
    inner = run[proven:end]
    if not inner.endswith(_ends()) or inner.endswith(words("no_name_last")) or _NO_BODY.search(inner):
        return False
    return not any(word in inner for word in (*words("no_name"), *words("spam_strong")))


@lru_cache(maxsize=1)
def _ends() -> tuple[str, ...]:
    return (*words("agency_end"), *words("agency_last"))


def _goes_on(text: str, end: int) -> bool:
    """Whether a name ends here; some words can also continue a name with a weak ending: 社会 in 社会保障局."""
    if text.startswith(words("behind_name"), end) or _YEAR.match(text, end):
        return True
    return text.endswith(words("agency_end"), 0, end) and text.startswith(words("behind_strong_name"), end)
