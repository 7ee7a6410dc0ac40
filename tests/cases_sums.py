"""Cases of the rules that are sums: one cell more fails them, the same cell blank leaves them open."""

from __future__ import annotations

from collections.abc import Callable

from flows.reading.records import Extraction
from tests.record_factory import Figures
from tests.rule_case import RuleCase, World, blank, more

Key = tuple[int, str, str]


def _case(rule: str, scope: str, cell: Key, *years: int, printing: str = "three_rows") -> RuleCase:
    def of(change: Callable[[Figures], object]) -> Callable[[World], list[Extraction]]:
        def reports(world: World) -> list[Extraction]:
            *before, last = world.figures(*years, printing=printing)
            return [
                *(world.report(v, y) for v, y in zip(before, years, strict=False)),
                world.report(change(last), years[-1]),
            ]

        return reports

    return RuleCase(rule, scope, of(dict), of(lambda v: more(v, cell)), of(lambda v: blank(v, cell)))


CASES = [
    _case("requests_balance", "enterprise", (3, "received", "enterprise"), 2022),
    _case("outcomes_sum", "total", (3, "granted", "total"), 2022),
    _case("closed_sum", "research", (3, "closed", "research"), 2022, printing="both"),
    _case("applicants_sum", "refused_petition", (3, "refused_petition", "total"), 2020),
    _case("proceedings_sum", "review", (4, "review", "pending"), 2023),
    _case("carry_over", "natural_person", (3, "carried_in", "natural_person"), 2020, 2021),
    _case("documents_stock", "regulations", (2, "regulations", "in_force"), 2022, 2023),
    _case("items_stock", "licensing", (2, "licensing", "items_last_year"), 2019, 2020),
]
