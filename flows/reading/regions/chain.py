"""The divisions in the name of an agency, from the outermost to the innermost: 淮安市洪泽区人民政府."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.reading.regions.table import Division, Table, load

# 城区, 东区 … are names of divisions and of parts of every town.
_GENERIC = re.compile("[\u4e00-\u9fff]区")
_GOVERNMENT = re.compile("(?:人民)?(?:政府|$)")
# 唐县镇 is a town in a county other than 唐县; 遂昌县乡村振兴局 is not a town, and 榆阳区镇川镇 is one in 榆阳区.
_TOWN_AFTER = "[\u4e00-\u9fff]{1,4}(?:镇|乡|街道)(?:人民政府|办事处|$)"
_TOWN = re.compile(f"镇(?![村企级]|{_TOWN_AFTER})|乡(?![村镇土贤风级]|{_TOWN_AFTER})|街道|村(?![镇级])")
# After an agency or a zone another division can be named: 国家税务总局遂昌县税务局, 长春市公安局朝阳区分局.
_OPENINGS = re.compile("[局行厅会院署司队区]")
# A district, county or city that the table does not contain; 高新区, 城市管理局 and 社区矫正局 do not count.
_NO_DISTRICT = "社地园新城景库山牧农矿林港校片辖发术易税保范验护假业政小湿老灾特济作贸流理态心行聚旅游工高"
_UNKNOWN = re.compile(
    f"[\u4e00-\u9fff]{{1,4}}?(?<![{_NO_DISTRICT}])[区县旗](?!域|划)|[\u4e00-\u9fff]{{1,3}}?(?<![城都超股菜])市(?![场政容民级区属])"
)
# A zone is in its city, but not at the level of its province: 长春市长春新区, 陕西省西咸新区. A branch can belong to a
# county, and in 吉林市场监督管理局 one character is the end of one word and the beginning of the next.
_ZONE = re.compile("场|.*分局|[\u4e00-\u9fff]{0,12}?(?:新|开发|园|实验|示范|试验|保税|度假|合作|管理|产业)区")

# Such a zone is a part of the city it is named after; scenic areas and new areas are named after anything.
_ZONE_OF_CITY = re.compile(
    "(?:国家级?|省级)?(?:(?:经济技术|经济|高新技术产业|高新技术|高新产业|高新)开发区|高新区|经开区|(?:综合)?保税区)"
)
_SHORT_NAMES = range(5, 1, -1)


class Chain(NamedTuple):
    """What a name says: the divisions it can mean, and where in the name they end.

    `sure` where they are named in full from the beginning; `closed` where nothing beside the name could decide
    between them, because the innermost name is of another year or place, or unknown.
    """

    found: tuple[Division, ...] = ()
    end: int = 0
    sure: bool = True
    closed: bool = False


def follow(name: str, year: int) -> Chain:
    """The chain of divisions that `name` names as of `year`, which the table must cover."""
    chain, at = Chain(), 0
    while at < len(name):
        step = _step(name, at, chain, year)
        if step is not None:
            chain, at = step, step.end
            if chain.closed or not any(load().has_parts(division, year) for division in chain.found):
                return chain._replace(closed=chain.closed or _TOWN.match(name, at) is not None)
        else:
            opening = _OPENINGS.search(name, at)
            at = opening.end() if opening else len(name)
    if chain.found:
        return _closed_by_rest(name, chain)
    short = _by_short_name(name, year)
    return short if short.found else _before_zone(name, year)


def _step(name: str, at: int, chain: Chain, year: int) -> Chain | None:
    """The chain extended by the division named at `at`; None where none is."""
    table = load()
    form = _longest(table, name, at)
    known = table.by_name.get(form, []) + table.by_other_form.get(form, [])
    end, beside = at + len(form), at == chain.end
    inside = _inside(known, chain, year)
    if inside and (chain.found or not _is_generic(form) or (beside and _GOVERNMENT.match(name, end))):
        in_full = any(division.name == form for division in inside)
        return Chain(inside, end, chain.sure and in_full and (beside or bool(chain.found)))
    contracted = _contracted(name, at, chain, year) if chain.found and beside else None
    if contracted is not None:
        return contracted
    if not known:
        return _after_short_name(name, at, chain, year)
    if _is_generic(form) and (chain.found or not beside):
        return None
    return Chain(inside or _of_any_year(known, chain), end, closed=True)


def _longest(table: Table, name: str, at: int) -> str:
    for length in table.name_lengths.get(name[at : at + 2], ()):
        form = name[at : at + length]
        if form in table.by_name or form in table.by_other_form:
            return form
    return ""


def _is_generic(form: str) -> bool:
    return _GENERIC.fullmatch(form) is not None


def _inside(divisions: list[Division], chain: Chain, year: int) -> tuple[Division, ...]:
    """The divisions that existed in `year`, within the chain where there is one."""
    found = [d for d in divisions if d.stood_in(year)]
    if chain.found:
        found = [d for d in found if d in chain.found or set(chain.found) & set(load().above(d, year))]
    return tuple(found)


def _of_any_year(divisions: list[Division], chain: Chain) -> tuple[Division, ...]:
    """What a name from another year can mean: the divisions of that name, within the provinces of the chain."""
    provinces = {division.code[:2] for division in chain.found}
    within = [d for d in divisions if d.code[:2] in provinces or not provinces]
    return tuple({d.code: d for d in within or chain.found}.values())


def _contracted(name: str, at: int, chain: Chain, year: int) -> Chain | None:
    """济南市中区 stands for 济南市市中区: one character is the end of one name and the beginning of the next."""
    form = _longest(load(), name, at - 1)
    inside = _inside(load().by_name.get(form, []), Chain(chain.found), year)
    inside = tuple(division for division in inside if division not in chain.found)
    return Chain(inside, at - 1 + len(form), sure=False) if inside else None


def _after_short_name(name: str, at: int, chain: Chain, year: int) -> Chain | None:
    """浙江遂昌县: a short name counts where a division within it follows at once."""
    table = load()
    for length in range(min(8, len(name) - at - 2), 1, -1):
        short = _inside(table.by_short_name.get(name[at : at + length], []), chain, year)
        step = _step(name, at + length, Chain(short, at + length, sure=False), year) if short else None
        if step is not None and not step.closed:
            return step
    return None


def _by_short_name(name: str, year: int) -> Chain:
    """遂昌 or 遂昌人民政府: a short name on its own."""
    short = re.sub("(?:人民)?政府$", "", name)
    found = [d for d in load().by_short_name.get(short, []) if d.stood_in(year)]
    return Chain(tuple(found), len(short), sure=False)


def _before_zone(name: str, year: int) -> Chain:
    """成都 in 成都高新区: the prefecture whose short name nothing else has, directly before the word for a zone."""
    for length in _SHORT_NAMES:
        found = [d for d in load().by_short_name.get(name[:length], []) if d.stood_in(year)]
        if len(found) == 1 and found[0].level == "prefecture" and _ZONE_OF_CITY.match(name, length):
            return Chain(tuple(found), length, sure=False)
    return Chain()


def _closed_by_rest(name: str, chain: Chain) -> Chain:
    """The chain, closed where the name continues with a district, city or zone that the table does not contain."""
    if _UNKNOWN.match(name, chain.end):
        return chain._replace(closed=True)
    if _ZONE.match(name, chain.end):
        return chain._replace(sure=False, closed=any(d.level == "province" for d in chain.found))
    return chain
