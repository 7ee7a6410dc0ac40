"""Nothing that gouji installs is under a licence that would bind those who use it."""

from __future__ import annotations

import re

import pytest

from tests.licences import PAGE, PERMISSIVE, WEAK, Package, locked, packages


def test_every_licence_is_known_and_allowed() -> None:
    wrong = [f"{one.name}: {one.licence}" for one in packages() if not one.allowed()]
    assert not wrong, "name it in tests/licences.csv with the reason, or do without it"


def test_the_page_names_every_package_of_the_lock_file_with_its_licence() -> None:
    # What is for another Python or system is not installed here, but named all the same.
    lines = PAGE.read_text("utf-8").split("## With a reason")[0].splitlines()
    told = {name: line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")
            for name in line.rstrip(" |").split(" | ")[-1].split(", ")}  # fmt: skip
    assert {one.name: one.licence for one in packages()}.items() <= told.items(), "python -m tests.licences"
    assert set(locked()) <= told.keys()


@pytest.mark.parametrize(
    ("licence", "why", "allowed"),
    [
        ("MIT", "", True),
        ("MIT AND GPL-3.0-only", "", False),
        ("MIT AND GPL-3.0-only", "a reason", False),
        ("MIT OR GPL-3.0-only", "", True),
        ("MPL-2.0", "", False),
        ("MPL-2.0 AND (GPL-2.0-only OR MIT)", "a reason", True),
        ("AGPL-3.0-only", "a reason", False),
        ("unknown: ask us", "a reason", False),
    ],
)
def test_a_licence_is_allowed_where_it_leaves_a_choice_that_is(licence: str, why: str, allowed: bool) -> None:
    assert Package("one", licence, why, "gouji").allowed() is allowed
    assert not any(re.match(r"A?GPL(?!.*WITH)", one) for one in PERMISSIVE | WEAK)
