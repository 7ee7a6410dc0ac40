"""The page for drafts without a built site: a drafter has no warehouse."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flows.site import pages
from flows.site.form import cells, facts, form
from flows.site.meta import vocabulary
from flows.site.pieces import script

DRAWN_WITH = Path(pages.__file__).parent / "static"
"""The scripts and styles of the site, as the package holds them."""


@cache
def page() -> str:
    """The page as a build would write it, without the ways to other pages."""
    return dict(pages.render())["draft.html"].replace("<body ", '<body class="alone" ', 1)


def piece(path: str) -> bytes | None:
    """A piece of data that the page needs, by its path; None where it is none of them."""
    return _pieces().get(path)


@cache
def _pieces() -> dict[str, bytes]:
    empty: dict[str, object] = {
        "built": None,
        "day": None,
        "years": [],
        "indicators": [],
        "documents": {},
        "pieces": {},
    }
    bodies = {
        "meta": {**empty, **vocabulary()},
        "form": {"editions": form(), "cells": cells(), "facts": facts()},
        "units": [],
    }
    return {
        f"data/{name}.js": script(name, json.dumps(body, ensure_ascii=False)).encode() for name, body in bodies.items()
    }
