"""Lists in JSON, whatever their names: the entries with a title, an address and a day, and how many pages there are."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from flows.harvest.finding import bounds
from flows.harvest.finding.bounds import UnreadablePage
from flows.harvest.finding.dates import day_of_value

_CALLBACK = re.compile(r"\s*[\w.$]{1,80}\s*\((?=\s*[\[{])")
_BEGINS = re.compile(r"\s*[\[{]")
_IN_SCRIPT = re.compile(r"(?<=[=:(])\s*(?=\[\s*\{|\{\s*\")")
_TRIES = 20
_ADDRESS = re.compile(
    r"(?:https?:)?//[^\s/]|\.{0,2}/[^\s]|[A-Za-z0-9_./%-]+\.(?:s?html?|jspx?|aspx?|php|pdf|docx?)(?:$|[?#])"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|webp|svg|ico)(?:$|[?#])", re.IGNORECASE)
_NAMES_ADDRESS = re.compile(r"url|link|href|address|path", re.IGNORECASE)
_NAMES_DAY = re.compile(r"time|date|day|publish|created|rq|sj", re.IGNORECASE)
_NAMES_PAGES = re.compile(r"pages|(?:total|all)_?pages?|pages?_?(?:count|total)", re.IGNORECASE)
_NAMES_TOTAL = re.compile(r"total_?(?:count|records?|rows?|num|elements|size)?|(?:row|record)?_?count", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:a|li|tr)\b", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{0,200}>")


class Entry(NamedTuple):
    """An entry of a list: the texts in it, the addresses in it by likelihood, and the day it names."""

    texts: tuple[str, ...]
    addresses: tuple[str, ...]
    day: dt.date | None


class Feed(NamedTuple):
    """A list in JSON: entries, pieces of markup in it, and the number of entries and pages if told."""

    entries: list[Entry]
    markup: list[str]
    total: int | None
    pages: int | None
    size: int


def parse(text: str) -> Any | None:
    """The value of a text that is JSON, also as argument of a function; None where it is neither.

    Raises UnreadablePage where it is nested too deep.
    """
    callback = _CALLBACK.match(text)
    begin = callback.end() if callback else 0
    if not _BEGINS.match(text, begin):
        return None
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, _BEGINS.match(text, begin).end() - 1)[0]  # type: ignore[union-attr]
    except RecursionError as error:
        raise UnreadablePage("its JSON is nested too deep") from error
    except ValueError:
        return None


def values_in(script: str) -> Iterator[Any]:
    """The lists and objects that a script holds as JSON, of the first 20 that may be such."""
    at = 0
    for _ in range(_TRIES):
        found = _IN_SCRIPT.search(script, at)
        if found is None:
            return
        at = found.end()
        try:
            value, at = json.JSONDecoder(strict=False).raw_decode(script, at)
            yield value
        except (ValueError, RecursionError):
            continue


def read_feed(value: Any) -> Feed:
    """The list that a value in JSON holds."""
    feed = Feed([], [], None, None, 0)
    todo, seen = [(value, 0)], 0
    while todo and seen < bounds.ENTRIES:
        one, depth = todo.pop()
        seen += 1
        if isinstance(one, dict):
            feed = _with_object(feed, one)
            inner: list[Any] = list(one.values())
        elif isinstance(one, list):
            feed = feed._replace(size=max(feed.size, sum(isinstance(each, dict) for each in one)))
            inner = one[: bounds.ENTRIES]
        else:
            continue
        if depth < bounds.DEPTH:
            todo.extend((each, depth + 1) for each in reversed(inner) if isinstance(each, dict | list))
    return feed


def _with_object(feed: Feed, one: dict[str, Any]) -> Feed:
    texts: list[str] = []
    addresses: list[str] = []
    likely: list[str] = []
    day, total, pages = None, feed.total, feed.pages
    for name, value in list(one.items())[:200]:
        if isinstance(value, str):
            if _MARKUP.search(value):
                feed.markup.append(value)
            elif _ADDRESS.match(value) and not _PICTURE.search(value):
                (likely if _NAMES_ADDRESS.search(name) else addresses).append(value)
            elif value:
                texts.append(_TAGS.sub("", value[: bounds.TEXT]))
        if day is None and _NAMES_DAY.search(name):
            day = day_of_value(value)
        number = _number(value)
        if number is not None:
            pages = max(number, pages or 0) if _NAMES_PAGES.fullmatch(name) else pages
            total = max(number, total or 0) if _NAMES_TOTAL.fullmatch(name) else total
    if texts and (likely or addresses):
        feed.entries.append(Entry(tuple(texts), (*likely, *addresses), day))
    return feed._replace(total=total, pages=pages)


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 8:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
