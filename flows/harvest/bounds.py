"""The bounds that a harvest stays within, whatever servers do."""

from __future__ import annotations

from typing import NamedTuple

from flows.documents import limits


class Bounds(NamedTuple):
    """How fast, how often, how long and how much; seconds and bytes.

    A harvest that reaches a bound of a host or of a site leaves that one, and one that reaches a total bound ends; the
    next one goes on with what has never been fetched.
    """

    interval: float = 1.0
    """Shortest time between two requests to one host; its robots.txt may ask for more."""
    sites_at_once: int = 8
    connect_seconds: float = 15
    idle_seconds: float = 30
    """Longest silence within an answer."""
    answer_seconds: float = 120
    """Longest time for one answer, from connecting to its last byte."""
    answer_bytes: int = limits.BYTES
    page_bytes: int = limits.TEXT_BYTES
    """Largest page that is searched for links."""
    file_bytes: int = 500_000_000
    """Size of a WARC file at which the next is begun: the reader refuses files of four times that."""
    redirects: int = 5
    attempts: int = 4
    retry_seconds: float = 2
    """Unit of the waiting between attempts, which grows and is drawn at random."""
    patience: float = 300
    """Longest waiting that a server may ask for in Retry-After."""
    failures_of_host: int = 3
    """After so many addresses in a row that failed in every attempt, a host is left alone for this harvest."""
    list_pages: int = 200
    """Most pages of one list."""
    reports: int = 5_000
    """Most reports of one site."""
    attachments: int = 50
    """Most attachments of one report."""
    host_requests: int = 10_000
    host_bytes: int = 4_000_000_000
    host_seconds: float = 4 * 3600
    requests: int = 100_000
    bytes: int = 20_000_000_000
    seconds: float = 8 * 3600
