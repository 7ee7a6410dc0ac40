"""The installed package can check a draft without the repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.shipped import DOCUMENTS, copy_documents

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of the wheel, in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in ("flows", "expectations", "dbt"):
        shutil.copytree(
            ROOT / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "target")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, source)
    command = ["pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(source)]
    subprocess.run([sys.executable, "-m", *command], check=True, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as file:
        file.extractall(folder / "site")
    return folder / "site"


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
    # The queries of the site are no models.
    names = [path.name for path in installed.rglob("*.sql") if path.parent.name != "queries"]
    assert len(names) > 100 and len(names) == len(set(names))
