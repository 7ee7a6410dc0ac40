"""Scripts of others are in the repository as npm has them, each with its licence."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from flows.site.build import STATIC

VENDOR = STATIC / "vendor"
NOTICE = Path(__file__).parents[2] / "NOTICE"


def lines() -> list[dict[str, str]]:
    with (VENDOR / "CHECKSUMS").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_file_is_as_it_was_published() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}
    del found["CHECKSUMS"]
    assert found == {line["file"]: line["sha256"] for line in lines()}


def test_every_package_has_its_licence_and_is_named_in_the_notice() -> None:
    notice = NOTICE.read_text("utf-8")
    for package, version in {(line["package"], line["version"]) for line in lines()}:
        files = [line["file"] for line in lines() if line["package"] == package]
        assert any(name.startswith("LICENSE.") for name in files), package
        assert f"{package.removesuffix('-tables')} {version.rsplit('.', 1)[0]}".lower() in notice.lower(), package


def test_no_script_is_larger_than_a_page_may_load_at_once() -> None:
    assert max(path.stat().st_size for path in STATIC.rglob("*") if path.is_file()) <= 1_000_000
