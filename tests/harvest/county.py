"""A small site, and what became of its harvest."""

from __future__ import annotations

import re
from pathlib import Path

from flows.documents.archives.members import members
from flows.harvest.results import Result
from tests.harvest.server import Server, conditional, listing

PDF = b"%PDF-1.4\n report of 2024"


def publish(server: Server) -> None:
    """A list of two reports, one of them with an attachment."""
    server.pages["/list"] = listing("/2024.html", "/2025.html")
    server.pages["/2024.html"] = b'<html>report of 2024 <a class="file" href="/2024.pdf">'
    server.pages["/2024.pdf"] = lambda handler: handler.give(PDF, "application/pdf")
    server.pages["/2025.html"] = conditional(b"<html>report of 2025")


def line(server: Server, site: str = "county", path: str = "/list", about: str = "330000,浙江省") -> str:
    """A line of the list of sites."""
    return f"{site},{about},{server.url(path)}"


def counts(result: Result) -> tuple[int, ...]:
    """Found, new, changed, unchanged, failed."""
    return result.found, *(result.documents[name] for name in ("new", "changed", "unchanged", "failed"))


def files(folder: Path, site: str = "county") -> list[Path]:
    """What is stored of a site."""
    return sorted((folder / "raw" / "documents" / "harvest" / site).glob("*"))


def documents(folder: Path, site: str = "county") -> list[tuple[str, bytes]]:
    """What the reader finds in all files, by path."""
    found = []
    for path in files(folder, site):
        with path.open("rb") as file:
            for member in members(file, path.name):
                assert member.refusal is None
                found.append((re.sub(r".*?!/http://[^/]*", "", member.name), member.data))
    return found
