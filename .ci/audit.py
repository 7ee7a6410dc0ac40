"""Asks whether a package of a lock file has a known vulnerability, and never takes silence for a good answer.

`python .ci/audit.py requirements.txt [options of pip-audit]`. The exit code is 0 where every package was looked up and
none has one, 1 where some have, and 3 where the list of vulnerabilities could not be had for all of them: a registry
without such a list answers "not found", which pip-audit passes over.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

CLEAN, VULNERABLE, UNKNOWN = 0, 1, 3
_PIN = re.compile(r"(?m)^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")


def pins(lock: str) -> list[tuple[str, str]]:
    """Names and versions that a lock file pins, for every system and Python: one name can have several versions."""
    return sorted({(name.lower(), version) for name, version in _PIN.findall(lock)})


def judged(found: list[dict[str, Any]], asked: int) -> tuple[int, str]:
    """The exit code and what to say, where pip-audit was asked about so many packages and has found this."""
    bad = [(one["name"], one["version"], known) for one in found for known in one.get("vulns", [])]
    seen = sum("skip_reason" not in one for one in found)
    lines = [f"{name} {version}: {known['id']}, mended in {_mended(known)}" for name, version, known in bad]
    if seen < asked:
        lines.append(f"NOT AUDITED: there is no list of vulnerabilities for {asked - seen} of {asked} packages")
    else:
        lines.append(f"{asked} packages audited, {len(bad)} known vulnerabilities")
    return (VULNERABLE if bad else CLEAN if seen == asked else UNKNOWN), "\n".join(lines)


def _mended(known: dict[str, Any]) -> str:
    return ", ".join(known["fix_versions"]) or "no version yet"


def asked_of(asked: list[tuple[str, str]], options: list[str]) -> tuple[int, str]:
    """The exit code and what to say of these packages, from the pip-audit beside this Python."""
    found: list[dict[str, Any]] = []
    rest = asked
    while rest:
        # It takes one version of a name at a time.
        once = dict(rest)
        rest = [pin for pin in rest if pin not in once.items()]
        answer = _ask("".join(f"{name}=={version}\n" for name, version in once.items()), options)
        try:
            found += json.loads(answer.stdout)["dependencies"]
        except (ValueError, KeyError):
            why = (answer.stderr.strip().splitlines() or ["pip-audit said nothing"])[-1]
            return UNKNOWN, f"NOT AUDITED: the list of vulnerabilities could not be had: {why}"
    return judged(found, len(asked))


def _ask(requirements: str, options: list[str]) -> subprocess.CompletedProcess[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(requirements)
        file.flush()
        program = Path(sys.executable).with_name("pip-audit")
        command = [program, "--disable-pip", "--no-deps", "--format=json", "--progress-spinner=off", *options]
        return subprocess.run([*command, f"--requirement={file.name}"], capture_output=True, text=True, check=False)


def main() -> int:
    lock, *options = sys.argv[1:]
    code, text = asked_of(pins(Path(lock).read_text("utf-8")), options)
    sys.stdout.write(f"{text}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
