"""What the system refuses is told in words: with the place, in the reader's language, without an error number."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path

import httpx
import pytest

from flows.cli import main
from flows.landing.refusals import in_chinese, in_english

REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EISDIR, errno.ENOTDIR, errno.EIO, errno.ENOENT)


@pytest.mark.parametrize("number", REFUSED)
def test_an_error_of_the_system_is_in_words(number: int) -> None:
    error = OSError(number, os.strerror(number), "/some/where")
    assert in_english(error).startswith(f"/some/where: {os.strerror(number)}")
    said = in_chinese(error)
    assert not re.search(r"[A-Za-z\[]", said) and in_chinese(error, "/some/where").startswith(f"/some/where：{said}")
    assert in_chinese(ValueError(f'IO Error: Cannot open file "x": {os.strerror(number)}')) == said


def test_what_has_no_chinese_word_is_quoted() -> None:
    error = OSError(errno.ELOOP, "Too many levels of symbolic links", "a")
    assert in_chinese(error, "a") == "a：系统提示“Too many levels of symbolic links”"
    assert in_chinese(OSError("[Errno 111] Connection refused")) == "系统提示“Connection refused”"


def test_what_to_do_is_said_where_it_is_known() -> None:
    assert in_english(OSError(errno.ENOSPC, "No space left on device", "a")).endswith("make room there, then try again")
    full, kept_off = OSError(errno.ENOSPC, "No space left on device"), OSError(errno.EACCES, "Permission denied")
    assert (in_chinese(full, "a"), in_chinese(full)) == ("a：磁盘已满，请清理后再试", "磁盘已满")
    assert (in_chinese(kept_off, "a"), in_chinese(kept_off)) == ("a：没有读写权限，请联系管理员", "没有读写权限")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("[Errno 111] Connection refused"), "Connection refused"),
        (httpx.ConnectError("[Errno -2] Name or service\nnot known"), "Name or service not known"),
        (ValueError("403 for http://somebody:pass@word@host.example/api"), "403 for http://***@host.example/api"),
        (KeyError(), "KeyError"),
    ],
)
def test_other_errors_are_one_line_without_numbers_and_logins(error: Exception, said: str) -> None:
    assert in_english(error) == said


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", "{folder}"], 2, "是文件夹"),
        (["extract", "{file}/x"], 2, "Not a directory"),
        (["extract", "{folder}/" + "a" * 300], 1, "File name too long"),
        (["replies", "{folder}", "--by", "a"], 2, "{folder}：是文件夹"),
        (["replies", "{folder}/none", "--by", "a"], 2, "{folder}/none：没有这个文件"),
        (["replies", "/dev/zero", "--by", "a"], 2, "文件过大"),
        (["notices", "--region", "浙江省", "--year", "2023", "--warehouse", "{folder}"], 2, "gouji.duckdb：无法读取（"),
        (["notices", "--region", "浙江省", "--year", "2023", "--warehouse", "{file}"], 2, "没有数据，请先运行"),
        (["publish", "--to", "postgresql://[::", "--warehouse", "{folder}"], 2, "--to takes a folder or"),
        (["check", "{folder}/" + "a" * 300], 2, "文件名太长"),
        (["serve", "--port", "70000"], 2, "127.0.0.1:70000：不能打开（"),
        (["serve", "--passwords", "{folder}"], 2, "{folder}: Is a directory"),
        (["serve", "--passwords", "{folder}/none"], 2, "{folder}/none: No such file or directory"),
        (["serve", "--passwords", "{folder}/gouji.duckdb"], 2, "is not UTF-8"),
        (["run", "--raw", "{file}"], 2, "there is no such folder"),
    ],
)
def test_every_command_says_it_in_one_line(
    arguments: list[str], code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    (tmp_path / "gouji.duckdb").write_bytes(b"\xff" * 5000)
    places = {"folder": tmp_path, "file": tmp_path / "file"}
    assert main([one.format(**places) for one in arguments]) == code
    err = capsys.readouterr().err
    assert said.format(**places) in err and len(err.splitlines()) == 1
    assert "Errno" not in err and "Traceback" not in err


def test_a_day_that_is_none_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["run", "--today", "2024-13-01"])
    assert "'2024-13-01' is no day; write it as 2024-04-01" in capsys.readouterr().err


def test_the_version_is_that_of_the_project(capsys: pytest.CaptureFixture[str]) -> None:
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8")
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    (version,) = re.findall(r'(?m)^version = "(.+)"$', project)
    assert capsys.readouterr().out == f"gouji {version}\n"
