"""The page of questions: its answers are those of the demonstration, and each trap gives another one."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import sqlfluff

from bench.demonstration import LATE, NOT_FILED, WRONG_TOTAL, YEARS, write
from tests.questions_page import PAGE, Answer, Asked, ask, asked

ROOT = PAGE.parents[1]
SECTIONS = {part.partition("\n")[0]: asked(part) for part in PAGE.read_text("utf-8").split("\n## ")[1:]}
QUERIES = [pytest.param(queries, id=title.split(".")[0]) for title, queries in SECTIONS.items()]
# The last query of a question is the trap, and the one before it is what it is a trap for.
TRAPS = [pytest.param(*queries[-2:], id=title.split(".")[0]) for title, queries in SECTIONS.items()]
LAST = YEARS[-1]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("demonstration"))


def test_there_are_ten_questions_with_a_query_and_a_trap() -> None:
    assert [title.split(".")[0] for title in SECTIONS] == [str(number) for number in range(1, 11)]
    assert all(len(queries) >= 2 for queries in SECTIONS.values())


@pytest.mark.parametrize("queries", QUERIES)
def test_queries_are_formatted_like_the_models(queries: list[Asked]) -> None:
    for one in queries:
        assert sqlfluff.lint(one.query, config_path=str(ROOT / ".sqlfluff")) == []


@pytest.mark.heavy
@pytest.mark.parametrize("queries", QUERIES)
def test_the_answers_are_those_of_the_page(database: Path, queries: list[Asked]) -> None:
    for one in queries:
        answer = ask(database, one.query)
        assert answer.rows and answer.table() == one.table, "out of date: run `python -m tests.questions_page`"


@pytest.mark.heavy
@pytest.mark.parametrize(("right", "trap"), TRAPS)
def test_a_trap_gives_another_answer_to_the_same_question(database: Path, right: Asked, trap: Asked) -> None:
    answer, wrong = ask(database, right.query), ask(database, trap.query)
    shared = [column for column in wrong.columns if column in answer.columns]
    assert len(shared) > 1
    assert Counter(wrong.picked(shared)) != Counter(answer.picked(shared))


@pytest.mark.heavy
def test_the_answers_tell_what_was_planted(database: Path) -> None:
    answers = [ask(database, right.query) for right, *_ in SECTIONS.values()]
    told = {(agency, LAST) for (agency,) in answers[2].picked(["agency"])}
    assert told == {one for one in {*LATE, *NOT_FILED} if one[1] == LAST}
    (incomplete,) = [row for row in answers[4].rows if not row[2]]
    assert (incomplete[0], LAST - 1) in NOT_FILED
    assert total(answers[5], "reports_with_must") == sum(year == LAST for _, year in WRONG_TOTAL)
    # All of these are of provinces and prefectures, of which the page shows that year.
    assert total(answers[6], "bodies_missing") == sum(year == YEARS[1] for _, year in NOT_FILED)
    # Whoever asks, the sum is that of the provinces.
    received = [Answer(*answers[0][:2], [row for row in answers[0].rows if row[1] == str(LAST)]), answers[7]]
    assert len({total(answer, "received") for answer in received}) == 1


def total(answer: Answer, column: str) -> int:
    return sum(int(value) for (value,) in answer.picked([column]))
