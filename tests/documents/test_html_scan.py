"""A page scanned without building a tree reads as its tree would, or is left to the tree."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from flows.documents.html.page import read_html
from flows.documents.html.scan import scan
from flows.documents.html.tree import read_tree
from flows.documents.model import Line, Unreadable
from tests.corpus import corpus
from tests.rendering import figures, form
from tests.rendering.choices import FORMS, pages, with_blanks

PAGES = {
    f"{edition} {closed} {name}": page(form.compose(edition, closed, truth)).data
    for edition, closed in FORMS
    for truth in (figures.different(edition, closed, 1), with_blanks(edition, closed))
    for name, page in pages(edition).items()
}
SHIPPED = [path.read_bytes() for path in sorted((Path(__file__).parents[2] / "raw/documents").glob("*.html"))]
TAG = re.compile(rb"<[^>]*>")
INSERTED = (
    *(b"<td>", b"</td>", b"<tr>", b"</tr>", b"<table>", b"</table>", b"<p>", b"</p>", b"<br>", b"<b>", b"</span>"),
    *(b"<", b">", b"<!--", b"-->", b"&lt;", b"&nbsp;", b'"', b"</div>", b"12", b"\x00", b"<![if x]>", b"<?xml?>"),
    *(b"<sup>1</sup>", b'<td style="display:none">9</td>', b"<div hidden>8</div>", b"<script>1<2</script>"),
    *(b"<style>td{}</style>", b"<th colspan=3>", b"<svg><td>7</td></svg>", b"<select><option>6</select>"),
    *(b"<caption>5</caption>", b"<pre>1\n2</pre>", b"<a href='a>b'>", b"</body>", b"<body>"),
    *(b"<b style='text-decoration:line-through'>3</b>", b"<div style='opacity:0'>5</div>", b"<tr style='font-size:0'>"),
    *(b"<p style='visibility:hidden'>", b"<style>.p0{display:none}</style>", b"<style>td{visibility:hidden}</style>"),
    *(
        b"<b title='display:none'>4</b>",
        b"<td x='display:none'>",
        b"<p style='font-size:9pt'>",
        b'<td a="',
        b"td>6</td>",
    ),
    *(b"</td", b"<td", b"1<br>2", b"0<br>5", b"<br><br>", b"<i style='display:none;display:inline'>7</i>"),
    *(b'<tr style="display:none">', b"<tr hidden>", b"<tbody hidden>", b'<table style="display: none">', b"<Tr>"),
    *(
        b"</tbody>",
        b"<tbody>",
        b"<p style='font-size:0'>4</p>",
        b"<li>3",
        b"<form>",
        b"<iframe>",
        b"<title>",
        b"<textarea>2",
        b"<h2>",
    ),
)


def agrees(data: bytes) -> bool:
    """Whether a page is read without a tree; raises if the result differs from what the tree shows."""
    text = data.decode("utf-8", "replace").replace("\x00", "")
    found = scan(text.encode(), "utf-8")
    if found is None:
        return False
    tree = read_tree(text, "utf-8")
    assert [grid.rows for grid in found.grids] == [grid.rows for grid in tree.grids]
    for used in (set(), {0}, {1, 2}, set(range(len(tree.grids)))):
        # Stray end tags may split a line.
        assert squeezed(found.outside(used)) == squeezed(tree.outside(used))
    return True


def squeezed(lines: list[Line]) -> str:
    """The text of all lines, without white space."""
    return "".join("".join(line.text for line in lines).split())


def test_regular_pages_are_read_without_a_tree() -> None:
    regular = {name for name, data in PAGES.items() if agrees(data)}
    # Where a hidden part contains tables, only the tree shows which cells are visible.
    for data in map(PAGES.get, regular):
        assert (
            data is not None
            and read_html(data, data.decode(), "utf-8").lines == read_tree(data.decode(), "utf-8").lines
        )
    assert {name.split()[-1] for name in set(PAGES) - regular} == {"hidden_block", "hidden_attribute"}
    assert all(map(agrees, SHIPPED))


HIDDEN_PARTS = (
    b"<tr style='display:none'><td>2</td></tr>",
    b"<tr hidden><td>2</td></tr>",
    b"<tbody hidden><tr><td>2</td></tr></tbody>",
    b"</table><table style='display: none'><tr><td>2</td></tr>",
    b"<tr><td>3</td></tbody><td>2</td></tr>",
)


@pytest.mark.parametrize("part", HIDDEN_PARTS)
def test_hidden_rows_are_left_to_the_tree(part: bytes) -> None:
    page = b"<html><body><p>x</p><table><tr><td>1</td></tr>" + part + b"<tr><td>4</td></tr></table></body></html>"
    assert not agrees(page)
    assert agrees(page.replace(part, b""))


def test_pages_of_many_sites_are_read_as_their_trees_show() -> None:
    samples = [sample.data for sample in corpus(21, 150, ("html",))]
    assert sum(map(agrees, samples)) > 30


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A page with one to four tags removed, duplicated, cut, moved or inserted."""
    for _ in range(rng.randint(1, 4)):
        tags = list(TAG.finditer(data))
        tag, other = rng.choice(tags), rng.choice(tags)
        a, b = tag.span()
        change = rng.randrange(6)
        if change == 0:
            data = data[:a] + data[b:]
        elif change == 1:
            data = data[:b] + tag[0] + data[b:]
        elif change == 2:
            data = data[: b - 1] + data[b:]
        elif change == 3:
            data = data[:a] + other[0] + data[b:]
        elif change == 4:
            data = data[:b] + rng.choice(INSERTED) + data[b:]
        else:
            at = rng.randrange(len(data))
            data = data[:at] + rng.choice(INSERTED) + data[at:]
    return data


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_page_is_read_as_its_tree_shows_or_left_to_the_tree(seed: int) -> None:
    rng = random.Random(seed)
    sources = [*PAGES.values(), *SHIPPED]
    for number in range(25):
        data = mutated(rng.choice(sources), rng)
        try:
            agrees(data)
        except Unreadable:
            continue
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, page {number}") from error
