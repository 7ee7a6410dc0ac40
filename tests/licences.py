"""The licences of everything that the lock file installs: `python -m tests.licences` writes `docs/licences.md`.

A licence is what a package says of itself in its metadata; where that is unclear, incomplete or weakly copyleft, a line
of `tests/licences.csv` has it, with the reason why the package may be used.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/licences.md"
PERMISSIVE = {
    "0BSD", "Apache-2.0", "Artistic-1.0-Perl", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "CNRI-Python", "ISC", "MIT",
    "MIT-0", "MIT-CMU", "PSF-2.0", "Zlib", "GPL-3.0-only WITH GCC-exception-3.1",
}  # fmt: skip
WEAK = {"MPL-2.0", "LGPL-2.1-or-later"}
"""What a package may have only where a line of `tests/licences.csv` says why."""

_IN_WORDS = {
    r"(the )?mit( licen[cs]e)?( \(mit\))?": "MIT",
    r"apache.*(software|2).*": "Apache-2.0",
    r"simplified bsd.*": "BSD-2-Clause",
    r"(3-clause )?bsd.*": "BSD-3-Clause",
    r"isc.*": "ISC",
    r"mozilla.*2\.0.*": "MPL-2.0",
}
_EXTRAS = ("scan", "metrics", "scale", "spark")
_USES = {"gouji": "`gouji`", **{name: f"the extra `{name}`" for name in _EXTRAS}, "dev": "development only"}


class Package(NamedTuple):
    """A package of the lock file: what it may be used under, why where that is to be said, and what for."""

    name: str
    licence: str
    why: str
    use: str

    def allowed(self) -> bool:
        """Whether its licence can be chosen so that nothing but what is permissive, or named with a reason, is left."""
        ids = PERMISSIVE | (WEAK if self.why else set())
        alternatives = [[part.strip("() ") for part in either.split(" AND ")] for either in _either(self.licence)]
        return any(all(part in ids for part in parts) for parts in alternatives)


def _either(licence: str) -> list[str]:
    """The alternatives that an SPDX expression leaves; brackets are around alternatives only."""
    if inner := re.search(r"\(([^()]*)\)", licence):
        return [either for one in inner[1].split(" OR ") for either in _either(licence.replace(inner[0], one, 1))]
    return licence.split(" OR ")


def locked() -> list[str]:
    """The names of the lock file."""
    pins = re.findall(r"(?m)^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", (ROOT / "requirements.txt").read_text("utf-8"))
    return sorted({canonicalize_name(name) for name in pins})


def packages() -> list[Package]:
    """All packages of the lock file, but for those that are neither installed here nor in `tests/licences.csv`."""
    with (ROOT / "tests/licences.csv").open(encoding="utf-8") as file:
        said = {line["package"]: line for line in csv.DictReader(file)}
    installed = {canonicalize_name(one.metadata["Name"]): one for one in distributions()}
    used = used_for(installed)
    found = []
    for name in locked():
        if name in said:
            found.append(Package(name, said[name]["licence"], said[name]["why"], used.get(name, "gouji")))
        elif name in installed:
            found.append(Package(name, licence_of(installed[name]), "", used.get(name, "gouji")))
    return found


def licence_of(package: Distribution) -> str:
    """What the metadata of a package name, as an SPDX expression; "unknown" where they do not."""
    metadata = package.metadata
    if expression := metadata.get("License-Expression"):
        return str(expression)
    classifiers = [one.split(" :: ")[-1] for one in metadata.get_all("Classifier", []) if one.startswith("License ::")]
    told = [one for one in classifiers if one != "OSI Approved"] or [str(metadata.get("License", "")).strip()]
    return " AND ".join(sorted({_spdx(one) for one in told}))


def _spdx(words: str) -> str:
    first = words.rpartition("::")[2].strip().splitlines()[0] if words.strip() else ""
    if first in PERMISSIVE | WEAK:
        return first
    ids = (id for pattern, id in _IN_WORDS.items() if re.fullmatch(pattern, first.lower()))
    return next(ids, f"unknown: {first[:40]}")


def used_for(installed: dict[str, Distribution]) -> dict[str, str]:
    """What each package is installed for: the first of `_USES` that needs it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras, groups = project["project"]["optional-dependencies"], project["dependency-groups"]
    # Groups that are included in another one are tables there.
    dev = [*groups["build"], *(one for one in groups["dev"] if isinstance(one, str))]
    wanted = {"gouji": project["project"]["dependencies"], **{name: extras[name] for name in _EXTRAS}}
    used: dict[str, str] = {}
    for use, requirements in {**wanted, "dev": dev}.items():
        todo = list(map(Requirement, requirements))
        while todo:
            requirement = todo.pop()
            name = canonicalize_name(requirement.name)
            if name in used and not requirement.extras:
                continue
            used.setdefault(name, use)
            todo += _needed(installed.get(name), requirement.extras)
    return used


def _needed(package: Distribution | None, extras: Iterable[str]) -> list[Requirement]:
    every = map(Requirement, (package.requires if package else None) or [])
    return [one for one in every if not one.marker or any(one.marker.evaluate({"extra": e}) for e in ["", *extras])]


def page() -> str:
    """The text of `docs/licences.md`."""
    found = packages()
    lines = [
        "# Licences of what gouji uses", "",
        "gouji is Apache-2.0. `make setup` installs these packages, of which none is changed. Their licences are",
        "permissive, or named below with the reason; `tests/test_licences.py` refuses any other.",
        "`python -m tests.licences` writes this page.",
    ]  # fmt: skip
    for use, what in _USES.items():
        lines += ["", f"## For {what}", "", "| licence | packages |", "|---|---|"]
        mine = [one for one in found if one.use == use]
        for licence in sorted({one.licence for one in mine}):
            lines.append(f"| {licence} | {', '.join(one.name for one in mine if one.licence == licence)} |")
    lines += ["", "## With a reason", "", "| package | licence | why |", "|---|---|---|"]
    lines += [f"| {one.name} | {one.licence} | {one.why} |" for one in found if one.why]
    lines += ["", "What the pages of the site load, and tables that were taken over, are in [NOTICE](../NOTICE).", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
