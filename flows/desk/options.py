"""The options of `gouji serve`. Loads nothing, as every command reads them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to a parser that has those for the folders."""
    parser.add_argument("--host", default="127.0.0.1", help="another needs --passwords (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8765, help="default: %(default)s")
    parser.add_argument("--passwords", type=Path, metavar="FILE", help="who may sign in; without it, whoever is here")
    parser.add_argument("--add-user", metavar="NAME", help="ask for a password, write it to that file, and end")
    parser.add_argument("--role", choices=("read", "decide"), default="read", help="of that user (default: read)")
