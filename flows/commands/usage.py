"""Tells of a wrong usage in the language of who uses the command."""

from __future__ import annotations

import argparse
import ast
import re
from typing import Any, NoReturn

from flows.commands.shared import BAD_USAGE, fail
from flows.messages import told

_SAID = {
    "usage_missing": r"the following arguments are required: (?P<names>.+)",
    "usage_unknown": r"unrecognized arguments: (?P<typed>.+)",
    "usage_choice": r"argument (?P<name>.+?): invalid choice: (?P<value>.+) \(choose from (?P<offered>.+)\)",
    "usage_number": r"argument (?P<name>.+?): invalid int value: (?P<value>.+)",
    "usage_value": r"argument (?P<name>.+?): expected .+",
    "usage_ambiguous": r"ambiguous option: (?P<name>.+) could match (?P<names>.+)",
}
"""What argparse says, by the code of the sentence that says the same in Chinese."""


class Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in Chinese if the command is one of supervisors or drafters."""

    def __init__(self, *args: Any, in_chinese: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self._in_chinese = in_chinese

    def error(self, message: str) -> NoReturn:
        """Tell the usage and what is wrong, and end."""
        if not self._in_chinese:
            super().error(message)
        usage = self.format_usage().removeprefix("usage: ").rstrip()
        self.exit(fail(f"{_in_chinese(message)}\n{told('usage', usage=usage)}", BAD_USAGE))


def _in_chinese(message: str) -> str:
    for code, pattern in _SAID.items():
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return told(code, **{name: _WRITTEN.get(name, str)(word) for name, word in found.groupdict().items()})
    return told("usage_other")


def _listed(names: str) -> str:
    return names.replace("'", "").replace(", ", "、")


_WRITTEN = {"names": _listed, "offered": _listed, "value": ast.literal_eval}
"""How what argparse writes is written here: lists in Chinese, and what somebody typed as it was typed."""
