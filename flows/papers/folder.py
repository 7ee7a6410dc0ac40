"""A folder of papers, replaced as a whole and never over work that somebody has put into it."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.messages import told
from flows.papers import PaperError

MADE = ".made.json"
_UNSAFE = re.compile(r"[^\w（）〔〕·-]+")
_LONGEST = 60


class FolderError(PaperError):
    """The folder holds what this program has not made; the message says what to do."""


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """An empty folder to fill, which then takes the place of `folder`.

    Raises FolderError if that was changed, and OSError, with the name of `folder` for what is written beside it.
    """
    _refuse_changed(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".papers-", dir=folder.parent) as temporary:
            draft, former = Path(temporary, "new"), Path(temporary, "old")
            draft.mkdir()
            yield draft
            (draft / MADE).write_text(json.dumps(_states(draft)), "utf-8")
            if folder.exists():
                folder.rename(former)
            draft.rename(folder)
    except OSError as error:
        # What fails elsewhere, as where temporary files are, keeps its name; a write to a full disk has none.
        if not error.filename or Path(str(error.filename)).absolute().is_relative_to(folder.parent.absolute()):
            error.filename = str(folder)
        raise


def file_name(text: str, taken: set[str], key: str) -> str:
    """A name that every system takes, told apart by the key from those taken before."""
    name = _UNSAFE.sub("_", text).strip("_")[:_LONGEST] or key
    if name.casefold() in taken:
        name = f"{name}-{key}"
    taken.add(name.casefold())
    return name


def _refuse_changed(folder: Path) -> None:
    if not folder.exists():
        return
    try:
        made = json.loads((folder / MADE).read_text("utf-8"))
    except (OSError, ValueError):
        if not folder.is_dir() or any(folder.iterdir()):
            raise FolderError(told("papers_not_ours", folder=folder)) from None
        return
    if changed := sorted(name for name, state in _states(folder).items() if made.get(name) != state):
        few = "、".join(changed[:3])
        files = told("and_more", listed=few) if len(changed) > 3 else few
        raise FolderError(told("papers_changed", folder=folder, files=files))


def _states(folder: Path) -> dict[str, list[int]]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MADE]
    found = {path.relative_to(folder).as_posix(): path.stat() for path in files}
    return {name: [state.st_size, state.st_mtime_ns] for name, state in found.items()}
