"""A digest of code and data, to detect changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
_KINDS = frozenset({".py", ".sql", ".yml", ".md", ".csv", ".html", ".css", ".js"})


def fingerprint(places: Iterable[str]) -> str:
    """A digest of the content of all source files at these places: folders or files, relative to the project."""
    digest = hashlib.sha256()
    for place in places:
        path = ROOT / place
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in _KINDS and file.is_file():
                name = file.relative_to(ROOT) if file.is_relative_to(ROOT) else file
                digest.update(f"{name.as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]
