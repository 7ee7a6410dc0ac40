"""Who reads a message decides its language: Chinese for supervisors and drafters, English for operators."""

from __future__ import annotations

import ast
import csv
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from flows.cli import main
from flows.messages import table
from tests.shipped import environment

ROOT = Path(__file__).parents[1]
_INTERRUPTIBLE = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
"""
# Begins a command that SIGINT ends even where these tests run in the background of a script, with SIGINT ignored.
_COMMAND = re.compile(r"gouji [a-z]+( --[a-z-]+)*")
OPERATORS = (
    "cli.py", "checking/extract.py", "commands/harvesting.py", "commands/keeping.py", "commands/scheduling.py",
    "commands/status.py", "desk/passwords.py", "harvest", "keeping", "landing", "operations", "publish", "runs",
)  # fmt: skip
SUPERVISORS = (
    "checking/check.py", "checking/check_table.py", "checking/drafts.py", "checking/gaps.py", "commands/supervisors.py",
    "commands/usage.py", "desk/api.py", "desk/app.py", "desk/decisions.py", "desk/guard.py", "desk/pages.py",
    "desk/readers.py", "desk/uploads.py", "desk/worker.py", "documents", "papers", "replies", "warehouse/decide.py",
    "warehouse/reading.py",
)  # fmt: skip
FROM_TABLE = (
    "cli.py", "checking", "commands", "desk", "landing/refusals.py", "papers/folder.py", "papers/pdf.py",
    "papers/regions.py", "papers/write.py", "replies", "warehouse/decide.py", "warehouse/decisions.py",
    "warehouse/reading.py",
)  # fmt: skip
NO_SENTENCES = {
    "cli.py": {"勾稽: reads and checks 政府信息公开工作年度报告."},
    "checking/check_table.py": {"[dim]提示[/dim] ", "严重程度", "问题", "处理：", "依据："},
    "checking/drafts.py": {"（未署名）"},
    "checking/gaps.py": {" 项"},
    "commands/supervisors.py": {
        "gouji decide 0f3c9a6b7d21e854 accepted --by 王某 --reason 另有说明",
        "gouji notices --region 浙江省 --year 2023",
        "gouji replies 问题清单.xlsx --by 王某",
        "the workbook, with 状态 and 反馈 filled in",
    },
    "papers/write.py": {"整改通知", "催报通知", "情况通报", "问题清单.xlsx"},
}
"""Names of files, headings of what is printed, and examples in the help."""
_CHINESE, _WORD = re.compile(r"[一-鿿]"), re.compile(r"[A-Za-z]{3,} [a-z]{2,}")


def files(place: str) -> list[Path]:
    path = ROOT / "flows" / place
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def messages(*places: str) -> Iterator[tuple[str, str]]:
    """What is raised or printed as a failure in files and folders of `flows`: where, and the words written there."""
    for place in places:
        for file in files(place):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if words := _words(node):
                    yield f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", words


def _words(node: ast.AST) -> str:
    call = node.exc if isinstance(node, ast.Raise) else node
    told = isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fail")
    if not told or not isinstance(call, ast.Call):
        return ""
    constants = (part for argument in call.args for part in ast.walk(argument) if isinstance(part, ast.Constant))
    return "; ".join(str(part.value) for part in constants if isinstance(part.value, str))


def test_what_operators_are_told_is_in_english() -> None:
    told = list(messages(*OPERATORS))
    assert len(told) > 50 and not [one for one in told if _CHINESE.search(one[1])]


def test_what_supervisors_are_told_is_in_chinese() -> None:
    told = list(messages(*SUPERVISORS))
    assert len(told) > 10 and not [one for one in told if _WORD.search(_COMMAND.sub("", one[1]))]


def literals(file: Path) -> Iterator[str]:
    """The texts written in a file, without its docstrings."""
    nodes = list(ast.walk(ast.parse(file.read_text("utf-8"))))
    bare = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
            yield node.value


@pytest.mark.parametrize("place", FROM_TABLE)
def test_no_sentence_stands_outside_the_table(place: str) -> None:
    for file in files(place):
        name = file.relative_to(ROOT / "flows").as_posix()
        assert {text for text in literals(file) if _CHINESE.search(text)} == NO_SENTENCES.get(name, set()), name


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_sentence_is_told_somewhere_and_its_placeholders_are_filled() -> None:
    used, sources = set[str](), files("")
    for file in sources:
        used |= set(literals(file))
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "told":
                code, given = node.args[0], {keyword.arg for keyword in node.keywords}
                if isinstance(code, ast.Constant):
                    assert placeholders(table()[str(code.value)]) == given, (file, code.value)
    assert not table().keys() - used


def test_the_table_has_every_code_once_and_speaks_chinese() -> None:
    with (ROOT / "flows/messages.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert header == ["code", "text_zh"] and len(lines) == len({code for code, _ in lines}) > 90
    assert not [text for _, text in lines if _WORD.search(_COMMAND.sub("", text))]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("check", "缺少参数：FILE"),
        ("check --previous", "--previous：请写明内容"),
        ("check --json=1 a", "参数写法有误"),
        ("check a b --previous c", "--previous：上年度的报告只对应一个文件"),
        ("decide", "缺少参数：FINDING、state、--by"),
        (
            "decide 0f3c9a6b7d21e854 closed --by 王某",
            "state：不能写“closed”，可选：confirmed、unfounded、accepted、open",
        ),
        ("decide 0f3c9a6b7d21e854 open --by 王某 --r x", "--r：写得不全，可能是--reason、--raw"),
        ("notices --region 浙江省 --year last", "--year：“last”不是整数"),
        ("notices --region 浙江省 --year 2023 --all", "没有这种参数：--all"),
        ("replies", "缺少参数：FILE、--by"),
        ("notices --region 浙江省 --year 2023 --it's, --all", "没有这种参数：--it's, --all"),
        ("serve --port http", "--port：“http”不是整数"),
        ("serve --role it's", "--role：不能写“it's”，可选：read、decide"),
        ("serve --role a\\'b\"", "--role：不能写“a\\'b\"”，可选：read、decide"),
        ("serve --role chief", "--role：不能写“chief”，可选：read、decide"),
    ],
)
def test_a_wrong_usage_is_told_in_chinese(arguments: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code: object = main(arguments.split())
    except SystemExit as stop:
        code = stop.code
    first, *usage = capsys.readouterr().err.splitlines()
    assert code == 2 and first.startswith(f"gouji: {said}")
    assert not usage or usage[0].startswith(f"用法：gouji {arguments.split()[0]} ")


def test_what_was_typed_is_told_as_it_was_typed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["serve", "--port", "20, 23"])
    assert capsys.readouterr().err.startswith("gouji: --port：“20, 23”不是整数\n")


def test_a_wrong_usage_by_an_operator_is_told_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", "--all"])
    assert "gouji run: error: unrecognized arguments: --all" in capsys.readouterr().err


def opened(fifo: Path, reader: subprocess.Popen[str]) -> int:
    """A FIFO that a process has begun to read, to be written to. Raises OSError where it ends or waits before that."""
    until = time.monotonic() + 60
    while True:
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            if reader.poll() is not None or time.monotonic() > until:
                raise
        time.sleep(0.05)


def test_a_check_that_is_interrupted_says_so_in_chinese(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    os.mkfifo(draft)
    command = [sys.executable, "-c", _INTERRUPTIBLE, sys.executable, "-m", "flows.cli", "check", str(draft)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment(), text=True) as checking:
        try:
            # Kept open, so that the command waits for what is never written.
            with os.fdopen(opened(draft, checking), "wb"):
                checking.send_signal(signal.SIGINT)
                assert checking.communicate(timeout=60)[1] == "gouji: 已中断\n"
        finally:
            checking.kill()


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
