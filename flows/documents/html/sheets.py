"""The style sheets within a page: which of their rules affect how the text of its elements is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from flows.documents.html.declared import COMMENT, Declared, declared, generated, may_hide, written
from flows.documents.html.style import Look, look_of
from flows.documents.markup import INLINE, STRUCK


class Rule(NamedTuple):
    """A rule of a style sheet for one selector; if several match an element, the highest rank wins."""

    selector: str
    declared: Declared
    rank: tuple[int, ...]
    look: Look


_BLOCK = r"\{((?:[^{}]*\{[^{}]*\})*)[^{}]*\}"
_MEDIA = re.compile(rf"@media([^{{}};@]*){_BLOCK}", re.IGNORECASE)
_LAYER = re.compile(rf"@layer[^{{}};@]*{_BLOCK}", re.IGNORECASE)
_ALWAYS = re.compile(rf"@(?:supports(?!\s+not)|container)[^{{}};@]*{_BLOCK}", re.IGNORECASE)
_IN_LAYER = "\x02"
_INNER = re.compile(r"([^{}]*)\{([^{}]*)\}")
_NESTED = re.compile(r"([^{}@]+)\{((?:[^{}]*\{[^{}]*\})+[^{}]*)\}")
_AT_RULE = re.compile(r"@[^{};@]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
_WIDTH = re.compile(r"\(\s*(min|max)-(?:device-)?width\s*:\s*(\d*\.?\d+)(px|r?em)?\s*\)")
_OTHER_MEDIA = re.compile(
    r"\bprint\b|\bspeech\b|\bnot\b|portrait|prefers-[a-z-]+\s*:\s*(?!no-preference|light)|:\s*coarse"
)
_NOT_PAPER = re.compile(r"\bnot\s+(?:print|speech)\b")
_SCREEN = 1_280
_NAME = re.compile(r"[\w-]+")
_ELEMENT = re.compile(r"(?:^|[\s>+~])[A-Za-z]")
_GENERATED = re.compile(r"::?(?:before|after)$", re.IGNORECASE)
_FIRST = re.compile(r"::?first-(?:line|letter)$", re.IGNORECASE)
_STRUCTURAL = re.compile(
    r"(?<![:\\]):(?:not\(\s*:(?:hover|active|focus[a-z-]*|target|visited|checked|disabled)\s*\)|nth-(?:last-)?(?:child|of-type)\([^()]*\)|(?:first|last|only)-(?:child|of-type)|empty|root"
    r"|(?:not|is|where|has|matches|any)(?=\())",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\.")
# The flag that makes a value case-insensitive.
_FLAG = re.compile(r"\s*\b[is]\s*(?=\])", re.IGNORECASE)
_LINK = re.compile(r":(?:any-)?link\b", re.IGNORECASE)
_VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*([^;{}]+)")
_USED = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_SMALL, _NEAR = 12.0, 0.84
Variables = dict[str, set[str]]
_TAG = re.compile(r"[a-z][\w-]*")
_AROUND = re.compile(r"[\s>+~]+")


@lru_cache(maxsize=64)
def effective_rules(css: str) -> tuple[Rule, ...]:
    """The rules of a style sheet that may change how text is drawn, and those that overrule them."""
    if not may_hide(css.lower()):
        return ()
    rules = list(_rules(css))
    names = {name for rule in rules if _has_effect(rule) for name in rule.declared}
    if names & _COLOURED:
        names |= _COLOURED
    return tuple(rule for rule in rules if names & rule.declared.keys())


_COLOURED = frozenset(("color", "fill", "background", "background-image"))


def _rules(css: str) -> Iterator[Rule]:
    """The rules that apply on a wide screen, without those for a state such as hover."""
    plain = COMMENT.sub(" ", css) if "/*" in css or "--" in css else css
    if "@" in plain:
        plain = _MEDIA.sub(lambda found: found[2] if _is_wide(found[1]) else " ", plain)
        while plain != (inner := _ALWAYS.sub(r"\1", _LAYER.sub(_layered, plain))):
            plain = inner
        plain = _AT_RULE.sub(" ", plain)
    if any(block.count("{") > 1 for block in plain.split("}")):
        plain = _NESTED.sub(_side_by_side, plain)
    # If a block occurs twice, the last one counts.
    blocks = dict.fromkeys(reversed(plain.split("}")[:-1]))
    for order, block in enumerate(reversed(blocks)):
        for rule in _of_block(block):
            yield rule._replace(rank=(*rule.rank, order))


def _layered(layer: re.Match[str]) -> str:
    """The blocks of a layer, each marked as one."""
    return _INNER.sub(rf"\1{{\2;{_IN_LAYER}}}", layer[1])


def _side_by_side(nested: re.Match[str]) -> str:
    """A block and those within it, one after the other."""
    around = f":is({nested[1].strip()})" if "," in nested[1] else nested[1].strip()
    found = []
    for head, style in _INNER.findall(nested[2]):
        said, _, selector = head.rpartition(";")
        within = selector.replace("&", around) if "&" in selector else f"{around} {selector}"
        found += [f"{around}{{{said}}}", f"{within}{{{style}}}"]
    return "".join([*found, f"{around}{{{nested[2].rpartition('}')[2]}}}"])


@lru_cache(maxsize=8_192)
def _of_block(block: str) -> tuple[Rule, ...]:
    """The rules of one block, without its place among others."""
    head, _, style = block.rpartition("{")
    said = dict(declared(style))
    selectors = _split(head.rpartition("{")[2]) if said else ()
    rules = [rule for selector in selectors if (rule := _rule(selector.strip(), said, style))]
    layer = style.endswith(_IN_LAYER)
    return tuple(rule._replace(rank=(layer, *rule.rank)) for rule in rules)


def _rule(selector: str, said: Declared, style: str) -> Rule | None:
    """The rule of one selector; what it generates before or after an element counts for that element."""
    selector = _LINK.sub("[href]", selector)
    if _GENERATED.search(selector):
        kind = generated(said, written(style))
        selector, said = _GENERATED.sub("", selector), {f"content-{kind}": (False, kind)} if kind else {}
    elif _FIRST.search(selector):
        look = _looks(selector, said)
        is_apart = look.hides or look.parts or look.is_spaced
        selector, said = _FIRST.sub("", selector), {"content-drawn": (False, "drawn")} if is_apart else {}
    else:
        said = {name: one for name, one in said.items() if name != "content"}
    if not said or not selector or ":" in _ESCAPED.sub("", _STRUCTURAL.sub("", selector)):
        return None
    classes = selector.count(".") + selector.count("[") + selector.count(":")
    return Rule(selector, said, (selector.count("#"), classes, len(_ELEMENT.findall(selector))), _looks(selector, said))


def _split(selectors: str) -> list[str]:
    return selectors.split(",") if "(" not in selectors else re.split(r",(?![^()]*\))", selectors)


def variables(page: str) -> Variables:
    """The values that variables are set to anywhere in a page or sheet; empty where it uses none."""
    values: Variables = {}
    for name, value in _VARIABLE.findall(page) if "var(" in page else ():
        values.setdefault(name, set()).add(value.strip())
    return values


def resolved(css: str, values: Variables) -> str:
    """A style in which each variable with a single value is replaced by it."""
    if "var(" not in css:
        return css

    def meant(used: re.Match[str]) -> str:
        known = values.get(used[1], {used[2] or used[0]})
        return next(iter(known)) if len(known) == 1 else used[0]

    return _USED.sub(meant, css)


def _is_wide(query: str) -> bool:
    """Whether a media query holds for a wide screen."""

    def one(part: str) -> bool:
        if _OTHER_MEDIA.search(part):
            return False
        for side, number, unit in _WIDTH.findall(part):
            pixels = float(number) * (1 if unit in ("", "px") else 16)
            if pixels > _SCREEN if side == "min" else pixels < _SCREEN:
                return False
        return True

    return any(one(part) for part in _NOT_PAPER.sub("", query.lower()).split(","))


def styled(page: LexborHTMLParser, values: Variables) -> dict[int, Declared]:
    """What the style sheets in a page declare for its elements, by address; empty where they hide nothing."""
    found: dict[int, dict[str, tuple[tuple[bool, tuple[int, ...]], str]]] = {}
    # A sheet within <noscript> is for browsers that run no scripts.
    sheets = [node for node in page.css("style") if node.parent is not None and node.parent.tag != "noscript"]
    css = "\n".join(node.text() for node in sheets if _is_for_screens(node.attributes.get("media")))
    for rule in effective_rules(resolved(css, values)):
        for node in _selected(page, rule.selector):
            said = found.setdefault(node.mem_id, {})
            for name, (important, value) in rule.declared.items():
                # Rules in layers rank below those outside of them, but above where they are important.
                rank = (important, (rule.rank[0] == important, *rule.rank[1:]))
                if name not in said or rank >= said[name][0]:
                    said[name] = (rank, value)
    return {at: {name: (rank[0], value) for name, (rank, value) in said.items()} for at, said in found.items()}


def _is_for_screens(media: str | None) -> bool:
    return not media or _is_wide(media)


def _selected(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    try:
        # A page that hides its whole body has a script that shows it again.
        return [node for node in page.css(selector) if node.tag not in ("html", "body")]
    except SelectolaxError:
        return []


def _has_effect(rule: Rule) -> bool:
    look = rule.look
    is_apart = look.parts or look.is_spaced or look.spreads
    return (
        look.hides or is_apart or look.adds or look.has_picture or _is_small(look) or "text-decoration" in rule.declared
    )


def _looks(selector: str, said: Declared) -> Look:
    """How anything with this style may look, inline or as a box of its own."""
    as_box, in_line = look_of("div", False, {}, said), look_of("span", True, {}, said)
    if as_box.hides:
        return as_box
    if in_line.hides or in_line.is_raised or in_line.is_moved:
        return in_line
    return as_box._replace(is_spaced=in_line.is_spaced and _is_in_line(_AROUND.split(selector.strip())[-1].lower()))


def _is_in_line(subject: str) -> bool:
    """Whether the last part of a selector may match an inline element."""
    tag = _TAG.match(subject)
    return tag is None or tag[0] in INLINE


def _is_small(look: Look) -> bool:
    return look.size is not None and look.size[1] < (_SMALL if look.size[0] == "px" else _NEAR)


def may_apply(css: str, low: bytes, tables: bytes) -> bool:
    """Whether a style sheet may change how something of a page, or of its tables, given in small letters, is drawn.

    Figures that touch the tags of an element with a class are always examined (`cells.py`).
    """
    if "var(" in css:
        if any(name.lower().encode() in low for name, _ in _USED.findall(css)):
            return True
        css = resolved(css, variables(css))
    known: dict[tuple[bytes, bool], bool] = {}

    def holds(name: bytes, in_tables: bool) -> bool:
        key = name, in_tables
        if key not in known:
            known[key] = name in (tables if in_tables else low)
        return known[key]

    return any(
        all(holds(name, met.in_tables) for name in met.subject) and all(holds(name, False) for name in met.around)
        for met in _meeting(css)
    )


class _Met(NamedTuple):
    """What a page must contain for a rule to match: the names of the element and of those around it."""

    subject: tuple[bytes, ...]
    around: tuple[bytes, ...]
    in_tables: bool


@lru_cache(maxsize=64)
def _meeting(css: str) -> tuple[_Met, ...]:
    """The rules of a style sheet that affect what is drawn, each once."""
    return tuple(dict.fromkeys(met for rule in effective_rules(css) if (met := _met(rule))))


def _met(rule: Rule) -> _Met | None:
    look = rule.look
    plain = written(_FLAG.sub("", _STRUCTURAL.sub("", rule.selector)))
    *around, subject = _AROUND.split(plain.strip())
    is_bare = not {".", "#"} & set(subject) and _is_in_line(subject)
    if look.hides or look.is_raised or ("text-decoration" in rule.declared and subject in STRUCK):
        in_tables = False
    elif (
        look.is_moved
        or look.spreads
        or (look.has_picture and not {".", "#", "["}.isdisjoint(subject))
        or look.adds
        or (is_bare and (look.is_spaced or _is_small(look)))
    ):
        in_tables = True
    else:
        return None
    return _Met(_names(subject), tuple(name for one in around for name in _names(one)), in_tables)


def _names(one: str) -> tuple[bytes, ...]:
    """What markup must contain for a part of a selector to match: the tag, and every other name."""
    tag = _TAG.match(one)
    names = [f"<{tag[0]}", *_NAME.findall(one[tag.end() :])] if tag else _NAME.findall(one)
    return tuple(name.encode() for name in names)
