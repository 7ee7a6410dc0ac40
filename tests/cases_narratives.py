"""Cases for the rules on narratives: text copied from another agency or from last year."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from flows.reading.records import Extraction
from tests.narratives import copied, narrative, report
from tests.rule_case import RuleCase, World


def _with_copy(year: int, copy: bool, sentences: int = 25) -> Callable[[World], list[Extraction]]:
    """The world's own report for 2022 after one that it may copy: last year's, or another agency's."""

    def reports(world: World) -> list[Extraction]:
        choice = Random(world.seed)
        name, other = world.name, world.name if year < 2022 else f"{world.name}教育局"
        text = narrative(choice, other, 25)
        own = copied(choice, text, other, name, 0.05) if copy else narrative(choice, name, sentences)
        return [report(other, year, text), report(name, 2022, own)]

    return reports


CASES = [
    RuleCase(
        rule,
        "report",
        _with_copy(year, False),
        _with_copy(year, True),
        _with_copy(year, False, 3),
        "narrative_short",
        True,
    )
    for rule, year in (("narrative_shared", 2022), ("narrative_repeated", 2021))
]
