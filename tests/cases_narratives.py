"""Cases of the rules on narratives: the text of another agency, and last year's."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from flows.reading.records import Extraction
from tests.narratives import copied, narrative, report
from tests.rule_case import RuleCase, World


def _beside(year: int, copy: bool, sentences: int = 25) -> Callable[[World], list[Extraction]]:
    """The world's own report of 2022 behind one that it copies, or not: last year's, or of another agency."""

    def reports(world: World) -> list[Extraction]:
        choice = Random(world.seed)
        name, other = world.name, world.name if year < 2022 else f"{world.name}教育局"
        text = narrative(choice, other, 25)
        own = copied(choice, text, other, name, 0.05) if copy else narrative(choice, name, sentences)
        return [report(other, year, text), report(name, 2022, own)]

    return reports


CASES = [
    RuleCase(
        rule, "report", _beside(year, False), _beside(year, True), _beside(year, False, 3), "narrative_short", True
    )
    for rule, year in (("narrative_shared", 2022), ("narrative_repeated", 2021))
]
