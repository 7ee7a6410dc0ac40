"""Papers for agencies and regions: notices, the briefing and the list of findings, as DOCX, PDF and XLSX."""

from __future__ import annotations


class PaperError(ValueError):
    """Papers cannot be written; the message says why and what to do."""
