"""Why a document is not a report: as stored, with a code for programs, and as shown to supervisors."""

from __future__ import annotations

from expectations.catalogue import load


def reason_text(reason: str, detail: str = "") -> str:
    """A reason of rejection as it is stored: its code of `reasons.csv`, a colon, and the text for supervisors."""
    text = next(r.text_zh for r in load().reasons if r.reason == reason)
    return f"{reason}: {text.format(detail=detail)}"


def without_code(kept: str) -> str:
    """The text for supervisors from a reason as it is stored."""
    code, _, text = kept.partition(": ")
    return text or code
