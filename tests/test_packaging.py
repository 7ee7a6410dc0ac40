"""The installed package can check a draft without the repository."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.desk.server import desk
from tests.shipped import DOCUMENTS, copy_documents

ROOT = Path(__file__).parents[1]


def build(to: Path, folder: Path) -> None:
    """Build a wheel of a copy of the sources, which is made in a folder."""
    source = folder / "source"
    for name in ("flows", "expectations", "dbt"):
        shutil.copytree(
            ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "target")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(to), str(source)]
    date = {"SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run([sys.executable, "-m", *command], check=True, cwd=folder, env={**os.environ, **date})


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build(folder, folder)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def command(installed: Path) -> Path:
    """`gouji` in an environment that has the wheel and what it depends on, and nothing of the repository."""
    folder = installed.parent / "environment"
    venv.create(folder, with_pip=True)
    (wheel,) = installed.parent.glob("*.whl")
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True)
    (packages,) = folder.glob("lib/*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))
    return folder / "bin" / "gouji"


@pytest.mark.slow
def test_the_wheel_checks_a_draft(installed: Path) -> None:
    program = "import flows, sys; from flows.cli import main; print(flows.__file__); sys.exit(main(sys.argv[1:]))"
    draft = DOCUMENTS / "hongze_district_2023.html"
    found = subprocess.run(
        [sys.executable, "-c", program, "check", str(draft)],
        cwd=installed,
        env={"PYTHONPATH": str(installed), "PATH": "", "XDG_CACHE_HOME": str(installed.parent)},
        capture_output=True,
        text=True,
    )
    assert found.stdout.startswith(str(installed)), found.stderr
    assert found.returncode == 3 and "10 + 1 + 0 + 0 = 11 ≠ 0" in found.stdout


@pytest.mark.slow
def test_a_wheel_is_the_same_whenever_it_is_built(installed: Path, tmp_path: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    build(tmp_path, tmp_path)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_the_wheel_has_the_program_and_its_data_and_nothing_else(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        files = [Path(name) for name in file.namelist()]
    assert {path.parts[0] for path in files} - {"flows", "expectations"} == {
        name.name for name in installed.glob("gouji-*.dist-info")
    }
    strange = (".pyc", ".parquet", ".duckdb", ".log", ".draft")
    assert not [path for path in files if path.suffix in strange or any(part.startswith(".") for part in path.parts)]
    wanted = [
        path.relative_to(ROOT) for path in (ROOT / "flows").rglob("*") if path.suffix in (".py", ".js", ".css", ".csv")
    ]
    assert {path for path in wanted if "__pycache__" not in path.parts} <= set(files)


def test_the_wheel_is_for_every_system(installed: Path) -> None:
    (wheel,) = installed.parent.glob("*.whl")
    assert wheel.name.endswith("-py3-none-any.whl")
    assert not [path for path in installed.rglob("*") if path.suffix in (".so", ".pyd", ".dll")]


@pytest.mark.slow
def test_the_command_checks_a_draft_where_the_repository_is_not(command: Path, tmp_path: Path) -> None:
    shutil.copy(DOCUMENTS / "hongze_district_2023.html", tmp_path / "draft.html")
    found = subprocess.run(
        [command, "check", "draft.html"],
        cwd=tmp_path,
        env={"PATH": "", "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 3 and "10 + 1 + 0 + 0 = 11 ≠ 0" in found.stdout, found.stderr


@pytest.mark.slow
def test_the_command_serves_the_page_for_drafts_where_the_repository_is_not(command: Path, tmp_path: Path) -> None:
    draft = (DOCUMENTS / "hongze_district_2023.html").read_bytes()
    with desk(tmp_path, command=(str(command),)) as running, running.client() as client:
        for path in ("/draft.html", "/static/draft.js", "/static/site.css", "/data/form.js"):
            assert client.get(path).status_code == 200, path
        assert client.check(draft).json()["counts"]["fail"] == 4


@pytest.mark.slow
def test_a_draft_is_checked_without_what_only_unix_has(installed: Path, tmp_path: Path) -> None:
    # Not Windows, but its lack of modules and ways to start a process. Other packages must not notice.
    program = """
import multiprocessing, sys, sysconfig, types
import duckdb, lxml.etree, pyarrow, rich.console
import fastapi.concurrency, starlette.formparsers, starlette.staticfiles, uvicorn
sysconfig.get_config_vars()
sys.modules.update(resource=None, fcntl=None, msvcrt=types.ModuleType("msvcrt"))
multiprocessing.get_all_start_methods = lambda: ["spawn"]
sys.platform = "win32"
from flows.cli import main
import flows.desk.serve
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""
    (tmp_path / "program.py").write_text(program)
    found = subprocess.run(
        [sys.executable, str(tmp_path / "program.py"), "check", str(DOCUMENTS / "hongze_district_2023.html")],
        env={"PYTHONPATH": str(installed), "PATH": "", "XDG_CACHE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert found.returncode == 3 and "10 + 1 + 0 + 0 = 11 ≠ 0" in found.stdout, found.stderr


@pytest.mark.slow
def test_the_wheel_builds_a_warehouse(installed: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path;"
        "from flows.landing.land import land; from flows.warehouse.build import build;"
        "raw, built = map(Path, sys.argv[1:]); land(raw); build(raw / 'records', built)"
    )
    raw = copy_documents(tmp_path / "raw", "hongze_district_2023.html")
    subprocess.run(
        [sys.executable, "-c", program, str(raw), str(tmp_path / "built")],
        cwd=installed,
        env={"PYTHONPATH": str(installed), "PATH": "", "XDG_CACHE_HOME": str(installed.parent)},
        check=True,
    )
    assert (tmp_path / "built/marts/fct_findings.parquet").is_file()


def test_the_wheel_holds_no_model_twice(installed: Path) -> None:
    texts = [path.read_text("utf-8") for path in installed.rglob("*.sql")]
    assert len(texts) > 100 and len(texts) == len(set(texts))
