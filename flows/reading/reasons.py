"""Why a document is no report: as it is kept, with a code for programs, and as it is told."""

from __future__ import annotations

from expectations.catalogue import load


def reason_text(reason: str, detail: str = "") -> str:
    """A reason of rejection as it is kept: its code of `reasons.csv`, a colon, and what supervisors read."""
    text = next(r.text_zh for r in load().reasons if r.reason == reason)
    return f"{reason}: {text.format(detail=detail)}"


def without_code(kept: str) -> str:
    """What supervisors read of a reason as it is kept."""
    code, _, text = kept.partition(": ")
    return text or code
