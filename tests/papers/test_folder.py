"""What goes wrong while papers are written is told with a name that means something to who asked for them."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.papers.folder import replaced


@pytest.mark.parametrize(
    ("write", "number"),
    [
        (lambda draft: (draft / "none" / "paper.pdf").write_bytes(b""), errno.ENOENT),
        (lambda draft: Path("/dev/full").write_bytes(b"paper"), errno.ENOSPC),
    ],
    ids=["beside it", "without a name"],
)
def test_what_is_written_beside_a_folder_is_told_as_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[[Path], object], number: int
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError) as refused, replaced(Path("papers")) as draft:
        write(draft)
    assert (refused.value.errno, refused.value.filename) == (number, "papers")
    assert not list(tmp_path.iterdir())


def test_what_fails_elsewhere_keeps_its_name(tmp_path: Path) -> None:
    font = tmp_path / "fonts" / "song.ttf"
    with pytest.raises(FileNotFoundError) as refused, replaced(tmp_path / "office" / "papers"):
        font.read_bytes()
    assert refused.value.filename == str(font) and not list((tmp_path / "office").iterdir())
