"""One randomly drawn report: agency, date, form, figures, sentences, and the ground truth."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from random import Random
from typing import NamedTuple

from tests.rendering import figures, form, narrative, wording
from tests.rendering.agencies import Agency, agency
from tests.rendering.choices import FORMS
from tests.rendering.narrative import StatedFigure
from tests.rendering.pieces import Document, Figure, Figures, Key, Prose

TITLES = (
    "{agency}{year}年政府信息公开工作年度报告",
    "{year}年{agency}政府信息公开工作年度报告",
    "{agency}{year}年度政府信息公开工作年度报告",
    "{agency}{year}年政府信息公开年度报告",
    "{agency}关于{year}年政府信息公开工作年度报告",
)
META = (
    "发布日期:{on} 来源:{agency}",
    "发布时间:{on} 信息来源:{agency} 浏览次数:1024",
    "发布日期: {on} 10:50 字号:[大 中 小]",
)
DAYS = ("{0:%Y-%m-%d}", "{0.year}年{0.month}月{0.day}日", "{0:%Y/%m/%d}")
_LAST_YEAR = {"2019": 2020, "2021": 2025}


class Report(NamedTuple):
    """A report and its ground truth."""

    agency: Agency
    year: int
    edition: str
    closed: str
    figures: Figures
    title: str
    published_on: dt.date
    stated: tuple[StatedFigure, ...]
    document: Document


def draw(choice: Random, edition_due: bool = True, edition: str | None = None) -> Report:
    """A report of a given or random edition; with `edition_due` False its form is not the one due for its year."""
    edition, closed = choice.choice([form for form in FORMS if edition in (None, form[0])])
    year = choice.randint(int(edition), _LAST_YEAR[edition])
    if not edition_due:
        year = choice.randint(2021, 2024) if edition == "2019" else choice.randint(2019, 2020)
    body = agency(choice)
    truth = _figures(choice, edition, closed)
    title = choice.choice(TITLES).format(agency=body.name, year=year)
    published_on = dt.date(year + 1, choice.randint(1, 3), choice.randint(1, 28))
    sentences = narrative.overview(choice, year, truth)
    meta = choice.choice(META).format(on=choice.choice(DAYS).format(published_on), agency=body.name)
    second, third, fourth = form.tables(edition, closed, truth)
    heading = [Prose("heading", text) for text in wording.HEADINGS]
    document: Document = (
        Prose("title", title),
        Prose("meta", meta),
        Prose("sentence", narrative.opening(choice, year, body.name)),
        heading[0],
        *(Prose("sentence", sentence.text) for sentence in sentences),
        *(heading[1], second, heading[2], third, heading[3], fourth),
        *(heading[4], Prose("sentence", narrative.problems(choice, year))),
        *(heading[5], Prose("sentence", narrative.others(choice))),
    )
    stated = tuple(figure for sentence in sentences for figure in sentence.stated)
    return Report(body, year, edition, closed, truth, title, published_on, stated, document)


def _figures(choice: Random, edition: str, closed: str) -> Figures:
    """Figures all different, or mostly zeros whose sums hold, or whose sums do not."""
    kind = choice.choice(("different", "holds", "holds", "fails"))
    if kind == "different":
        return figures.different(edition, closed, choice.randrange(10**9))
    drawn = {key: _drawn(choice, key) for key in form.keys(edition, closed)}
    summed = _summed(drawn, closed) if kind == "holds" else drawn
    return {key: _printed(key, number, choice) for key, number in summed.items()}


def _drawn(choice: Random, key: Key) -> int:
    if key[0] == 2:
        number = choice.choice((0, choice.randrange(100), choice.randrange(50_000)))
        return -number if key[2] == "items_change" and choice.random() < 0.3 else number
    return choice.choice((0, 0, 0, 0, choice.randrange(10), choice.randrange(10), choice.randrange(300)))


def _summed(drawn: dict[Key, int], closed: str) -> dict[Key, int]:
    """The same with the sums the form requires."""
    found = dict(drawn)
    applicants = wording.APPLICANTS[:-1]
    items = dict.fromkeys(item for section, item, _ in drawn if section == 3)
    outcomes = [i for i in items if i not in ("received", "carried_in", "processed_total", "carried_out")]
    for measure in applicants:
        done = sum(found[3, item, measure] for item in outcomes)
        found[3, "processed_total", measure] = done
        balance = done + found[3, "carried_out", measure]
        found[3, "carried_in", measure] = min(found[3, "carried_in", measure], balance)
        found[3, "received", measure] = balance - found[3, "carried_in", measure]
    for item in items:
        found[3, item, "total"] = sum(found[3, item, measure] for measure in applicants)
    for _, item in wording.PROCEEDINGS:
        found[4, item, "total"] = sum(found[4, item, result] for result in ("upheld", "corrected", "other", "pending"))
    return found


def _printed(key: Key, number: int, choice: Random) -> Figure:
    if key[2] == "amount" and number and choice.random() < 0.5:
        text = f"{number}.{choice.randrange(1, 100):02}"
        return Figure(text, Decimal(text))
    return Figure(str(number), Decimal(number))
