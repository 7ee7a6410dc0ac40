"""The catalogue refuses facts of narratives that contradict the form or one another, and says where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from expectations.catalogue import FORMAT_DIR, CatalogueError, load

REFUSED = [
    ("facts.csv", "3:carried_out:total", "3:carried_on:total", "no edition has the cell 3:carried_on:total"),
    ("facts.csv", "3:carried_out:total", "3:carried_out", "are not sums"),
    ("facts.csv", "3:carried_out:total,figures_told", "3:carried_out:total,", "not a rule of kind told"),
    ("facts.csv", "3:carried_out:total,figures_told", "3:carried_out:total,carry_over", "not a rule of kind told"),
    (
        "facts.csv",
        "3:carried_out:total,",
        "3:carried_out:total+2:licensing:items_last_year,",
        "edition 2021 has some cells only",
    ),
    ("facts.csv", "requests_closed,requests,", "requests_closed,request,", "does not begin with its subject 'request'"),
    ("facts.csv", "review_total,review,", "appeals_total,appeals,", "no wording is used for told_appeals"),
    ("facts.csv", "litigation_upheld,litigation,", "suits_upheld,suits,", "'维持' would mean both review_upheld and"),
    ("facts.csv", ",3:carried_out:total", ",2:fees:amount", "is an amount"),
    ("facts.csv", ",传真,", ",不予处理,", "would mean both requests_received_by_fax and requests_refused"),
    ("facts.csv", "requests_closed,requests,outcome", "requests_closed,requests,result", "'result' is not a kind"),
    ("facts.csv", "requests_closed,", "requests_denied,", "is listed twice"),
    ("facts.csv", ",传真,", ",,", "every other fact needs some"),
    ("facts.csv", ",传真,", ",网络,", "would mean both requests_received_online and requests_received_by_fax"),
    ("facts.csv", ",Requests handled,", ",,", "the label is missing"),
    ("wordings.csv", "told_filler,群众", "told_filler,传真", "names a fact already"),
    ("wordings.csv", "told_filler,群众", "told_filler,撤回", "would be both"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), REFUSED, ids=[line[3] for line in REFUSED])
def test_a_contradiction_is_refused(tmp_path: Path, name: str, old: str, new: str, message: str) -> None:
    folder = shutil.copytree(FORMAT_DIR, tmp_path / "format")
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueError, match=rf"{name}:\d+: .*{message}"):
        load(folder)
