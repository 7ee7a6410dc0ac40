"""What style sheets write before and behind elements: whether it is part of a figure, tells of it, or is a mere gap."""

from __future__ import annotations

import re

from flows.documents.html.declared import Declared

_SAYS = re.compile(r"\d|attr\(|counter|var\(")
_TELLS = re.compile(r"[\"'][^\"']*(?:\w|[%‰<>=≤≥≈~～/±−])")
"""Letters and signs in quotes; symbols of icon fonts are neither."""

_SIGNS = re.compile(r"[.,+-]|\d")
_LINES = re.compile(r"border|background|box-shadow|linear-gradient")


def generated(said: Declared, style: str) -> str:
    """What a generated part does to a figure.

    `drawn` where it may be part of it or cover it, `told` where it has a word or sign beside it, else it is `blank`.
    """
    value = said.get("content", (False, "none"))[1]
    if value in ("none", "normal") or said.get("display", (False, ""))[1] == "none":
        return ""
    is_seen = "hidden" not in said.get("visibility", (False, ""))[1]
    if is_seen and _draws(value, said, style):
        return "drawn"
    return "told" if is_seen and _TELLS.search(value) else "blank"


def _draws(value: str, said: Declared, style: str) -> bool:
    is_apart = said.get("display", (False, ""))[1] in ("block", "table")
    if (_SAYS.search(value) or (not is_apart and _SIGNS.search(value))) and not value.startswith("url("):
        return True
    return said.get("position", (False, ""))[1] == "absolute" and _LINES.search(style) is not None
