"""A harvest killed with SIGKILL at any step: the next one fetches what is missing, and nothing twice."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.harvest.state import State
from flows.harvest.stored import answers_in
from flows.harvest.warcs import WarcFiles, names_in, salvage
from tests.harvest.server import Server, fetch, held_port, listing, served

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.truncate", "os.chmod", "sqlite3.connect"}
SITE = Path("raw", "documents", "harvest", "county")


class Steps:
    """Counts this process's changes to files, and kills it just before the n-th."""

    def __init__(self, last: int) -> None:
        self._last, self._done = last, 0

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
            self.step()

    def step(self) -> None:
        self._done += 1
        if self._done == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def end(self) -> None:
        self._last = 0


def watch(steps: Steps) -> None:
    """Count what no audit hook sees: records half written, and what is remembered."""
    add, put = WarcFiles.add, State.put

    def half_then_all(self: WarcFiles, *arguments: Any) -> str:
        if self._file is not None:
            whole = self._file.tell()
            self._file.write(b"\x1f\x8b\x08\0 half of a record")
            steps.step()
            self._file.truncate(whole)
            self._file.seek(whole)
        name = add(self, *arguments)
        steps.step()
        return name

    def counted(self: State, *arguments: Any) -> None:
        put(self, *arguments)
        steps.step()

    WarcFiles.add, State.put = half_then_all, counted  # type: ignore[method-assign]
    sys.addaudithook(steps.audit)


def fill(server: Server) -> None:
    server.pages["/list"] = listing("/2023.html", "/2024.html", "/2025.html")
    for year in (2023, 2024, 2025):
        server.pages[f"/{year}.html"] = f'<html>{year} <a class="file" href="/{year}.pdf">'.encode()
        server.pages[f"/{year}.pdf"] = lambda handler: handler.give(
            b"%PDF-1.4 " + handler.path.encode(), "application/pdf"
        )


def harvested(folder: Path, port: int, last: int = 0) -> bool:
    """Harvest in a child that is killed at a step, or after which `asked.json` says what it asked for.

    Returns whether it was killed.
    """
    child = os.fork()
    if child == 0:
        with served(Server(port)) as server:
            fill(server)
            watch(steps := Steps(last))
            (result,) = fetch(folder, f"county,,,http://county.example:{port}/list")
            steps.end()
            (folder / "asked.json").write_text(json.dumps([result.line(), *server.asked()]))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def stored(folder: Path) -> list[str]:
    """The addresses of all that is stored, also by a harvest that was killed."""
    copy = folder / "copy"
    shutil.copytree(folder / SITE, copy, dirs_exist_ok=True)
    salvage(copy)
    found = [each.answer.url for name in names_in(copy) for each in answers_in(copy / name)]
    shutil.rmtree(copy)
    return [url.rpartition("/")[2] for url in found]


def kill_and_resume(folder: Path, port: int, steps: list[int]) -> None:
    """Harvest, be killed at each of these steps, resume, and write what became of it."""
    os.fsync = lambda _: None
    for step in steps:
        place = folder / str(step)
        place.mkdir()
        (place / SITE).mkdir(parents=True)
        killed = harvested(place, port, step)
        before = stored(place)
        assert not harvested(place, port)
        report = {"killed": killed, "before": before, "after": stored(place)}
        report["line"], *report["asked"] = json.loads((place / "asked.json").read_text())
        report["left"] = [path.name for path in (place / SITE).glob(".*")]
        (folder / f"{step}.json").write_text(json.dumps(report))


def reports(folder: Path, steps: list[int]) -> list[dict[str, Any]]:
    with held_port() as port:
        process = multiprocessing.get_context("spawn").Process(target=kill_and_resume, args=(folder, port, steps))
        process.start()
        process.join()
    assert process.exitcode == 0
    return [json.loads((folder / f"{step}.json").read_text()) for step in steps]


def check(report: dict[str, Any]) -> None:
    everything = {f"{year}.{kind}" for year in (2023, 2024, 2025) for kind in ("html", "pdf")}
    asked = [path.removeprefix("/") for path in report["asked"] if path != "/list"]
    assert sorted(report["after"]) == sorted(everything), "each document is there once"
    assert not report["left"]
    assert not set(asked) & set(report["before"]), "what was stored is not fetched again"
    assert sorted(asked) == sorted(everything - set(report["before"]))
    assert report["line"].startswith("county: 3 found, 6 new, 0 changed, 0 unchanged, 0 failed; ")


def test_a_harvest_killed_in_the_middle_goes_on(tmp_path: Path) -> None:
    (report,) = reports(tmp_path, [14])
    assert report["killed"] and 0 < len(report["before"]) < 6
    check(report)


@pytest.mark.slow
def test_a_harvest_killed_at_any_step_goes_on(tmp_path: Path) -> None:
    steps = list(range(1, 31))
    found = reports(tmp_path, steps)
    killed = [each["killed"] for each in found]
    assert killed == sorted(killed, reverse=True) and set(killed) == {True, False}
    assert sum(killed) > 20
    for report in found:
        if report["killed"]:
            check(report)
