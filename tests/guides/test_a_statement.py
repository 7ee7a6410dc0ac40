"""The guide "A wording of a statement" in CONTRIBUTING, followed: sentences are read and compared with the table."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from random import Random
from typing import Any

import pytest

from expectations import catalogue
from expectations.catalogue import FORMAT_DIR
from tests.guides.checked import checked, checked_with, messages
from tests.printed_form import page
from tests.record_factory import figures

WORD = ("requests_received,requests,act,收到的申请,Requests received,", "收纳|")
ADDED = {
    "facts": (
        "licensing_decided,licensing,act,作出的行政许可决定,Licensing decisions,作出{行政;}许可决定,"
        "2:licensing:decisions,figures_told",
        "licensing_online,licensing,part,网上作出的许可,Licensing online,网上许可,,",
        "licensing_granted,licensing,outcome,准予的许可,Licences granted,准予许可,,",
        "licensing_carried_out,licensing,carry,结转下年的许可,Licensing carried out,结转<next>的许可,,",
        "penalties_imposed,penalties,act,作出的行政处罚,Penalties imposed,实施|执行,2:penalties:decisions,figures_told",
        "penalties_revoked,penalties,outcome,撤销的行政处罚,Penalties revoked,予以撤销,,",
        "coercion_total,coercion,total,行政强制,Coercion,,2:coercion:decisions,figures_told",
    ),
    "wordings": ("told_penalties,行政处罚{;决定}", "told_coercion,行政强制{;措施}"),
}
VALUES = figures(Random(1), "2021", "three_rows")
SENTENCES = {
    "requests_received": ("本年收纳政府信息公开申请{}件。", (3, "received", "total")),
    "licensing_decided": ("2023年依法作出行政许可决定{}件。", (2, "licensing", "decisions")),
    "penalties_imposed": ("全年共实施行政处罚{}件。", (2, "penalties", "decisions")),
    "coercion_total": ("全年行政强制措施{}件。", (2, "coercion", "decisions")),
}
DETAILS = "全年作出许可决定9件,其中网上许可2件;准予许可3件;结转2024年的许可1件。实施行政处罚8件,其中予以撤销4件。"

Said = dict[str, Any]


def _reports(folder: Path) -> dict[str, Path]:
    """For each fact a report whose sentence gives the figure of the table, and one whose sentence gives another."""
    printed = page(catalogue.load(), "2021", VALUES, "遂昌县人民政府", 2023).decode()
    of = {"details": DETAILS}
    for fact, (sentence, cell) in SENTENCES.items():
        value = VALUES[cell]
        assert value is not None
        of |= {f"{fact}_right": sentence.format(value), f"{fact}_wrong": sentence.format(value + 1)}
    for name, text in of.items():
        (folder / f"{name}.html").write_text(printed.replace("情况如下。", text, 1), "utf-8")
    return {name: folder / f"{name}.html" for name in of}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return _reports(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def after(reports: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What is said of the reports with the word and the lines added to the form."""
    form = shutil.copytree(FORMAT_DIR, tmp_path_factory.mktemp("form") / "format")
    facts = (form / "facts.csv").read_text("utf-8")
    assert WORD[0] in facts
    (form / "facts.csv").write_text(facts.replace(WORD[0], "".join(WORD)), "utf-8")
    for name, lines in ADDED.items():
        with (form / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
    return checked_with(form, reports.values())


def _holding(said: Said) -> int:
    """How many results the table says hold."""
    found = re.search(r"相符 (\d+)", said["table"])
    assert found
    return int(found[1])


@pytest.mark.parametrize("fact", SENTENCES)
def test_a_sentence_is_read_and_compared_with_the_table(fact: str, reports: dict[str, Path], after: Said) -> None:
    sentence, cell = SENTENCES[fact]
    value = VALUES[cell]
    assert value is not None
    right, wrong = after[f"{fact}_right"], after[f"{fact}_wrong"]
    assert (right["stated"], wrong["stated"]) == ({fact: str(value)}, {fact: str(value + 1)})
    before = {name: checked(reports[f"{fact}_{name}"]) for name in ("right", "wrong")}
    assert not any(said["stated"] or messages(said, "figures_told") for said in before.values())
    assert not messages(right, "figures_told") and _holding(right) == _holding(before["right"]) + 1
    message = messages(wrong, "figures_told")[fact]
    assert message.startswith(f"正文“{sentence.format(value + 1)[:-1]}”：{value + 1} ≠ ")
    assert "不符 1，" in wrong["table"]


def test_facts_of_every_kind_are_read(after: Said) -> None:
    assert after["details"]["stated"] == {
        "licensing_decided": "9",
        "licensing_online": "2",
        "licensing_granted": "3",
        "licensing_carried_out": "1",
        "penalties_imposed": "8",
        "penalties_revoked": "4",
    }
