"""Cases for the rules that compare a report with others: earlier years, other agencies, lower governments."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from flows.reading.records import Extraction
from tests.record_factory import Figures
from tests.rule_case import RuleCase, World, blank, more

RECEIVED = (3, "received", "total")
PREFECTURE, COUNTIES = ("新余市", "360500"), {"渝水区": "360502", "分宜县": "360521"}


def half_blank(values: Figures) -> dict[tuple[int, str, str], Decimal | None]:
    """Table three with numbers in only three of its seven columns."""
    kept = ("natural_person", "enterprise", "total")
    return {key: value if key[0] != 3 or key[2] in kept else None for key, value in values.items()}


def _repeated(change: Callable[[Figures], object]) -> Callable[[World], list[Extraction]]:
    def reports(world: World) -> list[Extraction]:
        values = world.figures(2021)[0]
        return [world.report(values, 2021), world.report(change(values), 2022)]

    return reports


def _shared(change: Callable[[Figures], object]) -> Callable[[World], list[Extraction]]:
    def reports(world: World) -> list[Extraction]:
        values = world.figures(2022)[0]
        return [world._replace(name="邻县").report(values, 2022), world.report(change(values), 2022)]

    return reports


def history(world: World, *totals: int) -> list[Extraction]:
    """The reports of the agency with these totals received, from 2018 on."""
    values = [{**v, RECEIVED: Decimal(t)} for v, t in zip(world.figures(*range(2019, 2025)), totals, strict=False)]
    return [world.report(v, year) for year, v in enumerate(values, start=2019)]


def _jump(last: int) -> Callable[[World], list[Extraction]]:
    return lambda world: history(world, 118, 123, 131, 126, 130, last)


def _unread_jump(world: World) -> list[Extraction]:
    *before, _ = _jump(0)(world)
    return [*before, world.report(blank(world.figures(2024)[0], RECEIVED), 2024)]


def region(world: World, of_counties: dict[str, int | None], change: Callable[[Figures], object]) -> list[Extraction]:
    """A prefecture of two counties, with what these received; a county without a figure has a blank."""
    values = world.figures(2022)[0] | {RECEIVED: Decimal(100)}
    counties = [
        world._replace(name=name).report(
            {**values, RECEIVED: None if received is None else Decimal(received)},
            2022,
            region_code=COUNTIES[name],
        )
        for name, received in of_counties.items()
    ]
    name, code = PREFECTURE
    return [*counties, world._replace(name=name).report(change(values), 2022, region_code=code)]


def _region(change: Callable[[Figures], object], received: int = 60) -> Callable[[World], list[Extraction]]:
    return lambda world: region(world, {"渝水区": 40, "分宜县": received}, change)


CASES = [
    RuleCase(
        "figures_repeated", "3", _repeated(lambda v: more(v, RECEIVED)), _repeated(dict), _repeated(half_blank),
        "figures_missing", alone=True,
    ),
    RuleCase(
        "figures_shared", "3", _shared(lambda v: more(v, RECEIVED)), _shared(dict), _shared(half_blank),
        "figures_missing", alone=True,
    ),
    RuleCase("figures_in_proportion", "received", _jump(260), _jump(1300), _unread_jump, alone=True),
    RuleCase(
        "parent_covers_children", "received", _region(dict), _region(dict, 61), _region(lambda v: blank(v, RECEIVED)),
        alone=True,
    ),
]  # fmt: skip
