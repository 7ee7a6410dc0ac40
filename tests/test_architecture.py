"""How the parts may depend on one another, how large they may be, and what no file may contain."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from expectations import catalogue
from expectations.form import Catalogue

ROOT = Path(__file__).parents[1]
SOURCES = sorted([*ROOT.glob("flows/**/*.py"), *ROOT.glob("expectations/**/*.py")])
HEAVY = {"prefect", "duckdb", "dbt", "great_expectations"}
ROOMS = (
    "documents", "reading", "landing", "harvest", "warehouse", "publish", "findings", "site", "papers", "replies",
    "checking", "desk", "keeping", "store", "operations", "runs",
)  # fmt: skip
"""Each uses those before it only."""

READING = ("regions", "damage", "identity", "layouts", "statements", "coverage", "notices")
"""The rooms within `reading`, likewise."""

LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def module(path: Path) -> str:
    """The dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """The dotted names of all modules that a file imports, anywhere in it, and of the names it imports from them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{path}:{node.lineno}: imports are absolute here"
            found |= {node.module} | {f"{node.module}.{name.name}" for name in node.names}
    return found


def packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def below(*folders: str) -> list[Path]:
    return [path for path in SOURCES for folder in folders if path.is_relative_to(ROOT / folder)]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_sources_to_check() -> None:
    assert all(len(below(room)) > 5 for room in ("flows/documents", "flows/reading/layouts", "expectations"))


def test_the_catalogue_needs_nothing_but_the_standard_library() -> None:
    modules = {module(path): path for path in below("expectations")}
    todo, done = {"expectations.catalogue", "expectations.form", "expectations.consistency"}, set[str]()
    while todo:
        name = todo.pop()
        done.add(name)
        assert packages(modules[name]) <= {*sys.stdlib_module_names, "expectations"}, name
        todo |= (imports(modules[name]) & set(modules)) - done - {"expectations"}
    assert len(done) >= 4


@pytest.mark.parametrize("path", below("expectations"), ids=named)
def test_expectations_do_not_depend_on_flows(path: Path) -> None:
    assert "flows" not in packages(path)


@pytest.mark.parametrize("path", below("flows"), ids=named)
def test_a_package_uses_only_packages_below_it(path: Path) -> None:
    room, *_ = path.relative_to(ROOT / "flows").with_suffix("").parts
    used = {name.split(".")[1] for name in imports(path) if name.startswith("flows.")} & set(ROOMS)
    assert all(ROOMS.index(one) <= ROOMS.index(room) for one in used if room in ROOMS), used


@pytest.mark.parametrize("path", below("flows/reading"), ids=named)
def test_a_room_of_reading_uses_only_those_before_it(path: Path) -> None:
    room = path.relative_to(ROOT).parts[2]
    used = {name.split(".")[2] for name in imports(path) if name.startswith("flows.reading.")} & set(READING)
    assert all(READING.index(one) <= READING.index(room) for one in used if room in READING), used


@pytest.mark.parametrize("path", below("flows/documents", "flows/reading"), ids=named)
def test_reading_starts_no_engine(path: Path) -> None:
    assert not packages(path) & HEAVY


@pytest.mark.parametrize("path", below("flows/documents"), ids=named)
def test_documents_do_not_depend_on_the_form(path: Path) -> None:
    own = {name for name in imports(path) if name.startswith(("flows", "expectations"))}
    assert all(name.split(".")[:2] == ["flows", "documents"] for name in own), own


@pytest.mark.parametrize(("path", "other"), [("flow", "grid"), ("grid", "flow")])
def test_one_layout_does_not_use_another(path: str, other: str) -> None:
    found = imports(ROOT / f"flows/reading/layouts/{path}.py")
    assert not any(name.startswith(f"flows.reading.layouts.{other}") for name in found), found


def test_prefect_is_in_the_flow_files_only() -> None:
    ours = {named(path) for path in SOURCES if "prefect" in packages(path)}
    names = ("artifacts", "flow", "leftovers", "other_flows", "schedule")
    assert ours == {f"flows/runs/{name}.py" for name in names}


def test_output_for_supervisors_is_built_from_marts_only() -> None:
    texts = "".join(path.read_text("utf-8") for path in below("flows/findings"))
    sql = "\n".join(re.findall(r'"""(.*?)"""', texts, re.DOTALL))
    read = set(re.findall(r"\b(?:from|join) ([a-z_]+\.[a-z_{]+)", sql))
    assert read and all(name.startswith("marts.") for name in read), read


@pytest.mark.parametrize("path", [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))], ids=named)
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def test_functions_are_small() -> None:
    long = [
        f"{named(path)}:{node.lineno} {node.name}: {lines} lines"
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long


def test_every_file_of_the_form_is_loaded() -> None:
    assert {path.stem for path in catalogue.FORMAT_DIR.iterdir()} == {field.name for field in fields(Catalogue)}


@pytest.fixture(scope="module")
def kept() -> dict[str, str]:
    """The text of every file under version control, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip(f"not a git working tree, so what is kept is not known: {listed.stderr.strip()}")
    paths = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return {name: (ROOT / name).read_text("utf-8", "replace") for name in paths}


@pytest.mark.parametrize(
    "forbidden",
    [
        pytest.param(r"[p]ypi\.org|python[h]osted\.org|npm[j]s\.(?:org|com)|[d]eb\.debian\.org", id="registry"),
        pytest.param(r"/(?:work|farm|root|home/[a-z]+|Users/[a-z]+|tmp/bash_jobs)/", id="path of one machine"),
        pytest.param(r"-----BEGIN [A-Z ]*PRIVATE KEY-----", id="key"),
    ],
)
def test_no_file_names(kept: dict[str, str], forbidden: str) -> None:
    found = [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in kept.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if re.search(forbidden, line)
    ]
    assert not found
