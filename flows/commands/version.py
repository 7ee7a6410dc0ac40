"""`gouji --version`. The version is in pyproject.toml alone, and from there in the metadata of what is installed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from flows.commands.shared import DONE, say


class Version(argparse.Action):
    """Prints the version and ends; it is looked up only where it is asked for."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[object] | None,
        option_string: str | None = None,
    ) -> None:
        from importlib.metadata import version

        say(f"gouji {version('gouji')}\n")
        parser.exit(DONE)


def add(parser: argparse.ArgumentParser) -> None:
    """Add the option to the parser of all commands."""
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and end")
