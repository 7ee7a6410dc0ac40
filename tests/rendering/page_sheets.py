"""Style sheets of pages: classes that separate, raise, strike out or hide figures, as sites write them."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

_SHEETS: Mapping[str, tuple[str, ...]] = {
    "g-item": (
        "{0}{{display:inline-block;width:3em}}",
        "{0}{{display:block}}",
        "td {0}{{padding:0 .5em}}",
        "{0}{{margin-left:1em}}",
        "{0}::after{{content:' '}}",
        "{0}{{border-right:1px solid #999;padding-right:4px}}",
        "{0}{{letter-spacing:1em}}",
    ),
    "g-row": ("{0}{{display:flex;justify-content:space-between}}", "td {0}{{display:inline-grid;gap:1em}}"),
    "s-up": ("{0}{{vertical-align:super}}", "td {0}{{font-size:.6em}}", "{0}{{position:relative;top:-.4em}}"),
    "s-off": ("{0}{{text-decoration:line-through}}", "{0}{{text-decoration-line:line-through}}"),
    "s-no": (
        "{0}{{display:none}}",
        "{0}{{visibility:hidden}}",
        ":root{{--paper:#fff}} {0}{{color:var(--paper)}}",
        "@media screen{{{0}{{opacity:0}}}}",
    ),
}
ITEM, ROW, UP, OFF, NO = _SHEETS


def dressed(texts: list[str], choice: Random) -> list[str]:
    """The lines of a page with a style sheet for those of the classes that are used in it."""
    used = [name for name in _SHEETS if any(name in text for text in texts)]
    if not used:
        return texts
    rules = " ".join(choice.choice(_SHEETS[name]).format(f".{name}") for name in used)
    return [text.replace("</head>", f"<style>{rules}</style></head>", 1) for text in texts]
