"""Who reads a message decides its language: Chinese for supervisors and drafters, English for operators."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli import main

ROOT = Path(__file__).parents[1]
_COMMAND = re.compile(r"gouji [a-z]+( --[a-z-]+)*")
OPERATORS = (
    "cli.py", "commands/harvesting.py", "commands/keeping.py", "commands/scheduling.py", "commands/status.py",
    "harvest", "keeping", "landing", "operations", "publish", "runs",
)  # fmt: skip
SUPERVISORS = ("commands/supervisors.py", "replies", "papers", "warehouse/reading.py")
_CHINESE, _WORD = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]{3,} [a-z]{2,}")


def messages(*places: str) -> Iterator[tuple[str, str]]:
    """What is raised or printed as a failure in files and folders of `flows`: where, and the words written there."""
    for place in places:
        path = ROOT / "flows" / place
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if words := _words(node):
                    yield f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", words


def _words(node: ast.AST) -> str:
    call = node.exc if isinstance(node, ast.Raise) else node
    told = isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fail")
    if not told or not isinstance(call, ast.Call):
        return ""
    constants = (part for argument in call.args for part in ast.walk(argument) if isinstance(part, ast.Constant))
    return " ".join(str(part.value) for part in constants if isinstance(part.value, str))


def test_what_operators_are_told_is_in_english() -> None:
    told = list(messages(*OPERATORS))
    assert len(told) > 50 and not [one for one in told if _CHINESE.search(one[1])]


def test_what_supervisors_are_told_is_in_chinese() -> None:
    told = list(messages(*SUPERVISORS))
    assert len(told) > 10 and not [one for one in told if _WORD.search(_COMMAND.sub("", one[1]))]


@pytest.mark.parametrize(
    ("arguments", "is_chinese"),
    [
        ("replies none.xlsx --by 王某", True),
        ("notices --region 浙江省 --year 2023 --warehouse none", True),
        ("decide 0f3c9a6b7d21e854 confirmed --by 王某 --raw none --warehouse none", True),
        ("run --raw none", False),
        ("harvest none.csv --raw none", False),
        ("status --raw none", False),
        ("backup copy --raw none", False),
        ("publish --to copy --warehouse none", False),
    ],
)
def test_a_command_speaks_to_who_uses_it(
    arguments: str,
    is_chinese: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments.split()) != 0
    said = capsys.readouterr().err
    assert bool(_CHINESE.search(said)) is is_chinese, said
