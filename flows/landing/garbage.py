"""How often a process looks for garbage: what gouji makes is either freed at once or stays, and has hardly a cycle."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Spare this process the looks among what it holds by now, and most later ones: they take up to a third of it."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)
