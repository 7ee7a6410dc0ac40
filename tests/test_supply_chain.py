"""Which packages are asked about, and that a list of vulnerabilities which cannot be had is never a good answer."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name

from tests.licences import used_for

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / "build/tools/bin"
audit = runpy.run_path(str(ROOT / ".ci/audit.py"))
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 3

needs_tools = pytest.mark.skipif(not (TOOLS / "pip-audit").exists(), reason="`make sbom` installs the tools for it")


def test_every_package_is_pinned_with_hashes() -> None:
    for name in ("requirements.txt", "requirements-run.txt", ".ci/tools.txt"):
        requirements = _locked(name)
        assert len(requirements) >= 50
        assert all(re.match(r"[^=;]+==\S+ [^@]*--hash=sha256:", one) for one in requirements), name


def _locked(name: str) -> list[str]:
    """The pins of a lock file, each with its hashes."""
    return re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / name).read_text("utf-8"))[1:]


def test_what_runs_gouji_is_pinned_as_it_was_tested_and_without_the_tools_of_tests() -> None:
    run, everything = _locked("requirements-run.txt"), _locked("requirements.txt")
    assert set(run) < set(everything)
    used = used_for({canonicalize_name(one.metadata["Name"]): one for one in distributions()})
    of_dev = {name for name, use in used.items() if use == "dev"} - {"setuptools"}
    names = {canonicalize_name(re.split(r"[\[=]", one)[0]) for one in run}
    assert {"playwright", "pytest", "mypy", "ruff", "hypothesis"} <= of_dev and not names & of_dev
    # And nothing that is needed is missing; a run is not on Spark.
    left = {canonicalize_name(re.split(r"[\[=]", one)[0]) for one in everything} - names
    assert not left & {name for name, use in used.items() if use not in ("dev", "spark")}


def test_the_container_copies_what_is_there_and_installs_what_runs_gouji() -> None:
    lines = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    copied = [
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    ]
    known = subprocess.run(
        ["git", "ls-files", "--", *copied], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert {"flows", "expectations", "dbt", "requirements-run.txt"} <= set(copied)
    assert not [name for name in copied if not re.search(rf"(?m)^{re.escape(name)}(/|$)", known)]
    (installed,) = (line for line in lines if "pip install" in line and "--editable" not in line)
    assert "--require-hashes -r requirements-run.txt" in installed and lines.index("USER 10001") > 0


def test_a_container_that_cannot_be_built_is_told(tmp_path: Path) -> None:
    for name in ("bash", "dirname", "sed"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    command = [str(ROOT / ".ci/container")]
    told = subprocess.run(command, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert told.returncode == 0 and "NOT BUILT: there is neither podman nor buildah" in told.stdout, told.stderr
    builder = tmp_path / "podman"
    builder.write_text("#!/bin/sh\nexit 125\n")
    builder.chmod(0o755)
    told = subprocess.run(command, env={"PATH": f"{tmp_path}:/bin"}, capture_output=True, text=True, check=False)
    assert "NOT BUILT: the base image debian:bookworm-slim cannot be had" in told.stdout


def test_every_version_of_the_lock_file_is_asked_about() -> None:
    lock = "a==1 \\\n    --hash=sha256:0\nb[x]==2 ; python_version < '3' \\\nb==2\nb==3 ; python_version >= '3'\n"
    assert audit["pins"](lock) == [("a", "1"), ("b", "2"), ("b", "3")]
    assert len(audit["pins"]((ROOT / "requirements.txt").read_text("utf-8"))) > 190


@pytest.mark.parametrize(
    ("found", "code", "says"),
    [
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "version": "2", "vulns": []}], CLEAN, "2 packages"),
        ([{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "404"}], UNKNOWN, "NOT AUDITED"),
        ([{"name": "a", "version": "1", "vulns": []}], UNKNOWN, "NOT AUDITED"),
        ([{"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]}], VULNERABLE, "mended in 2"),
    ],
)
def test_what_was_not_looked_up_is_not_clean(found: list[dict[str, Any]], code: int, says: str) -> None:
    assert audit["judged"](found, 2)[0] == code and says in audit["judged"](found, 2)[1]


class Vulnerabilities(BaseHTTPRequestHandler):
    """Knows one vulnerability, in the format of OSV."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99"}]}]
        affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": ranges}]
        known = {"id": "OSV-2", "published": "2026-01-01T00:00:00Z", "affected": affected}
        answer = json.dumps({"vulns": [known]} if (name, asked["version"]) == ("weak", "1") else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def vulnerabilities() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Vulnerabilities)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        server.server_close()


def asked(lock: Path, url: str) -> tuple[int, str]:
    command = [TOOLS / "python", ROOT / ".ci/audit.py", lock, "--vulnerability-service", "osv", "--osv-url", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@needs_tools
def test_an_audit_names_what_is_vulnerable_and_fails_where_nobody_answers(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    with vulnerabilities() as url:
        lock.write_text("sound==1\n")
        assert asked(lock, url) == (CLEAN, "1 packages audited, 0 known vulnerabilities\n")
        lock.write_text("sound==1\nweak==1\nweak==99 ; sys_platform == 'win32'\n")
        code, text = asked(lock, url)
        assert code == VULNERABLE and text.startswith("weak 1: OSV-2, mended in 99\n3 packages audited, 1 known")
    code, text = asked(lock, url)
    assert code == UNKNOWN and text.startswith("NOT AUDITED: the list of vulnerabilities could not be had")


@needs_tools
@pytest.mark.slow
def test_the_bill_of_materials_is_the_lock_file_and_the_same_each_time(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        subprocess.run([ROOT / ".ci/sbom", tmp_path / name], check=True)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    bill = json.loads((tmp_path / "one.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "gouji")
    found = {(one["name"].lower(), one["version"]) for one in bill["components"]}
    assert found == set(audit["pins"]((ROOT / "requirements.txt").read_text("utf-8")))
