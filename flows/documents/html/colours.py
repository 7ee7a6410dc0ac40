"""Colours as style sheets write them, and whether text in one is visible on another."""

from __future__ import annotations

import re
from collections.abc import Callable
from colorsys import hls_to_rgb
from functools import lru_cache
from typing import NamedTuple


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255; alpha from 0, nothing is drawn, to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """The colour that results where this one is laid over another."""
        red, green, blue = (a * self.alpha + b * (1 - self.alpha) for a, b in zip(self[:3], ground[:3], strict=True))
        return Colour(red, green, blue, ground.alpha)

    @property
    def is_light(self) -> bool:
        """Whether text in this colour may be invisible on white."""
        return min(self[:3]) >= _LIGHT or self.alpha < _OPAQUE


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)
NONE = Colour(0, 0, 0, 0)
_LIGHT, _OPAQUE = 192, 0.3
_ALIKE, _FAINT = 12, 40
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_CALLED = re.compile(r"(rgb|hsl|hwb)a?\(([^()]*)\)")
_CODES = (
    "red:ff0000 green:008000 blue:0000ff yellow:ffff00 navy:000080 maroon:800000 purple:800080 teal:008080 "
    "olive:808000 lime:00ff00 aqua:00ffff cyan:00ffff fuchsia:ff00ff magenta:ff00ff orange:ffa500 gray:808080 "
    "grey:808080 silver:c0c0c0 darkgray:a9a9a9 darkgrey:a9a9a9 dimgray:696969 dimgrey:696969 lightgray:d3d3d3 "
    "lightgrey:d3d3d3 gainsboro:dcdcdc whitesmoke:f5f5f5 snow:fffafa ivory:fffff0 floralwhite:fffaf0 "
    "ghostwhite:f8f8ff azure:f0ffff mintcream:f5fffa honeydew:f0fff0 aliceblue:f0f8ff seashell:fff5ee "
    "lavenderblush:fff0f5 oldlace:fdf5e6 linen:faf0e6 antiquewhite:faebd7 beige:f5f5dc cornsilk:fff8dc "
    "lightyellow:ffffe0 lemonchiffon:fffacd lavender:e6e6fa lightcyan:e0ffff mistyrose:ffe4e1 papayawhip:ffefd5 "
    "canvas:ffffff canvastext:000000 windowtext:000000 window:ffffff darkblue:00008b darkred:8b0000 "
    "steelblue:4682b4 skyblue:87ceeb lightblue:add8e6 pink:ffc0cb"
)
_IN_WORDS = {"transparent": NONE, "black": BLACK, "white": WHITE}


def _of_code(code: str) -> Colour:
    red, green, blue, *alpha = bytes.fromhex(code)
    return Colour(red, green, blue, alpha[0] / 255 if alpha else 1.0)


_IN_WORDS |= {name: _of_code(code) for name, _, code in (pair.partition(":") for pair in re.split(" ", _CODES))}


@lru_cache(maxsize=1_024)
def colour_of(value: str) -> Colour | None:
    """The colour that a value, in small letters, names; None where it names none, or in an unknown notation."""
    if (known := _IN_WORDS.get(value)) is not None:
        return known
    if found := _HEX.fullmatch(value):
        code = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])
        return _of_code(code)
    called = _CALLED.fullmatch(value)
    if called is None:
        return None
    try:
        return _by_function(called[1], re.split(r"[\s,/]+", called[2].strip()))
    except ValueError:
        return None


def _by_function(name: str, parts: list[str]) -> Colour:
    first, second, third, *rest = parts
    alpha = min(max(_share(rest[0], 1), 0.0), 1.0) if rest else 1.0
    if name == "rgb":
        return Colour(_share(first, 255), _share(second, 255), _share(third, 255), alpha)
    hue = float(first.removesuffix("deg")) % 360 / 360
    a, b = _share(second, 1), _share(third, 1)
    if name == "hwb":
        red, green, blue = (255 * (c * max(1 - a - b, 0) + a) for c in hls_to_rgb(hue, 0.5, 1))
    else:
        red, green, blue = (255 * c for c in hls_to_rgb(hue, min(max(b, 0), 1), min(max(a, 0), 1)))
    return Colour(red, green, blue, alpha)


def _share(value: str, whole: float) -> float:
    return float(value[:-1]) / 100 * whole if value.endswith("%") else float(value)


def ground_of(value: str) -> tuple[Colour | None, bool]:
    """The colour of a background, and whether a picture covers it."""
    has_picture = "url(" in value or "gradient(" in value
    found = next(filter(None, map(colour_of, _tokens(value))), None)
    return found or (NONE if "none" in value.split() else None), has_picture


_tokens: Callable[[str], list[str]] = re.compile(r"(?:rgb|hsl|hwb)a?\([^()]*\)|[^\s()]+(?:\([^()]*\))?").findall


def is_seen(text: Colour, ground: Colour | None) -> bool | None:
    """Whether text in a colour is visible on a background; None where that is uncertain or the background unknown."""
    if text.alpha <= 0.05:
        return False
    if ground is None:
        return None if text.is_light else True
    apart = max(abs(a - b) for a, b in zip(text.over(ground)[:3], ground[:3], strict=True))
    return False if apart <= _ALIKE else None if apart <= _FAINT else True
