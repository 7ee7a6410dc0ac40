"""README and docs are accurate: findings, counts, commands, paths, targets, codes."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from expectations.catalogue import load
from flows.checking.check import check, to_json
from flows.checking.extract import lines_of
from flows.cli import _parser
from tests.conftest import FinishedRun
from tests.readme_figures import (
    COMMANDS,
    MARKED,
    READMES,
    STATUSES,
    UPDATE,
    counts_of_check,
    counts_shown,
    marked,
    parts,
    shipped_in,
)
from tests.shipped import DOCUMENTS

ROOT = Path(__file__).parents[1]
PAGES = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
ARGUMENT = re.compile(r'add_argument\("(--[a-z-]+)"')
# Where the options of `make bench` and `make fuzz` are documented.
_CORPUS = "tests/rendering/scoring.py"
TOOLS = {
    "docs/benchmarks.md": ("bench/*.py", _CORPUS),
    "docs/faults.md": ("bench/*.py",),
    "CONTRIBUTING.md": (_CORPUS,),
}
# Output of runs and builds: mentioned, but not there before they ran.
MADE = (
    "build/demonstration",
    "warehouse",
    "raw/agencies.csv",
    "raw/documents/harvest",
    "raw/harvest",
    "raw/records",
    "raw/.records",
    "raw/rejected",
    "raw/history",
    "raw/replies",
    "raw/harvest",
    "raw/.preview",
    "raw/.backups.json",
    "raw/decisions.csv",
    ".venv",
    "users.txt",
)
MEDIA_TYPES = ("text/", "application/")
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES_OF_A_PICTURE = 250_000
Row = tuple[str, ...]


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return parts(shipped_in(tmp_path_factory.mktemp("readme")))


def text_of(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def fenced(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text_of(page), re.DOTALL)


def code_of(page: str) -> list[str]:
    """Inline code, the lines of fenced shell, and the commands of services."""
    text = text_of(page)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    shell = [line.strip() for block in fenced(page, "sh") for line in block.splitlines()]
    return inline + shell + [line for block in fenced(page, "ini") for line in re.findall("ExecStart=(.*)", block)]


@pytest.mark.parametrize(("mark", "page"), [(mark, page) for mark, pages in MARKED.items() for page in pages])
def test_the_figures_of_the_readme_are_those_of_a_run(page: str, mark: str, figures: dict[str, list[str]]) -> None:
    assert marked(text_of(page), mark) == figures[mark], UPDATE


def test_the_counts_shown_are_those_of_a_check() -> None:
    assert counts_shown(text_of(COMMANDS)) == counts_of_check(), UPDATE


@lru_cache(maxsize=1)
def commands() -> dict[str, set[str]]:
    """Every command with its options."""
    parsers = next(action.choices for action in _parser()._actions if action.dest == "==SUPPRESS==")
    assert parsers is not None
    return {name: set(parser._option_string_actions) - {"-h", "--help"} for name, parser in dict(parsers).items()}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_is_one_that_parses(page: str) -> None:
    for code in code_of(page):
        if not re.match(r"(?:(?:/opt/gouji/)?\.venv/bin/)?gouji ", code):
            continue
        words = shlex.split(code.split(" > ")[0])[1:]
        assert words[0] in {*commands(), "--version"}, code
        if len(words) > 1:
            _parser().parse_args(words)


@pytest.mark.parametrize("page", PAGES)
def test_every_option_named_is_one_of_a_command(page: str) -> None:
    tools = (path.read_text("utf-8") for pattern in TOOLS.get(page, ()) for path in ROOT.glob(pattern))
    known = set[str]().union(*commands().values(), {"--help", "--version"}, *map(ARGUMENT.findall, tools))
    # Those of others in the guides are run by tests/runs/test_prefect.py, tests/guides/, tests/test_packaging.py
    # and tests/warehouse/test_spark.py.
    ours = [code for code in code_of(page) if not re.search(r"\b(prefect|systemctl|pip wheel|dbt) ", code)]
    named = {option for code in ours for option in OPTION.findall(code)}
    assert named <= known


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_and_option_is_documented(command: str) -> None:
    assert all(f"gouji {command}" in text_of(page) for page in READMES)
    part = text_of("docs/commands.md").split(f"## gouji {command}\n")[1].split("\n## ")[0]
    assert set(OPTION.findall(part)) >= commands()[command]


@pytest.mark.parametrize("page", PAGES)
def test_every_path_named_exists(page: str) -> None:
    paths = {code for code in code_of(page) if re.fullmatch(r"\.?[a-z][\w.-]*(/[\w.*{},-]*)+", code)}
    paths |= {code for code in code_of(page) if re.fullmatch(r"[\w-]+\.(md|toml|txt)|Makefile", code)}
    links = [link for link in re.findall(r"\]\(([^)#]+)", text_of(page)) if "://" not in link]
    missing = [path for path in paths if not path.startswith((*MADE, *MEDIA_TYPES)) and not is_there(path)]
    assert missing + [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def is_there(path: str) -> bool:
    return any(ROOT.glob(path.rstrip("/"))) or (DOCUMENTS / path).exists()


def test_every_picture_is_shown_small_and_described() -> None:
    shown = {}
    for page in PAGES:
        for described, link in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text_of(page)):
            shown[((ROOT / page).parent / link).resolve()] = described
    assert all(shown.values())
    assert set(shown) == set(PICTURES.glob("*.png"))
    assert [path.name for path in shown if path.stat().st_size > MOST_BYTES_OF_A_PICTURE] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_named_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = {found for code in code_of(page) for found in re.findall(r"^make ([a-z-]+)", code)}
    assert named <= targets


@pytest.mark.parametrize("name", ["notes", "notices", "reasons"])
def test_every_code_of_the_reader_is_explained(name: str) -> None:
    text, field = text_of("docs/reading.md"), name.removesuffix("s")
    assert [line[0] for line in getattr(load(), name) if f"| `{getattr(line, field)}` |" not in text] == []


def test_every_kind_of_rule_and_every_reason_of_a_result_is_explained() -> None:
    text = text_of("docs/rules.md")
    assert [kind for kind in sorted({rule.kind for rule in load().rules}) if f"kind `{kind}`" not in text] == []
    named = set(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE))
    assert named == {reason.reason for reason in load().result_reasons} | set(STATUSES)


def test_every_mart_and_its_grain_is_listed() -> None:
    files = sorted((ROOT / "dbt/models/marts").glob("_*__models.yml"))
    models = [model for file in files for model in yaml.safe_load(file.read_text("utf-8"))["models"]]
    text = text_of("docs/warehouse.md")
    assert models and [m["name"] for m in models if f"| `{m['name']}` | {m['description']} |" not in text] == []


def test_the_json_shown_is_what_the_commands_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are shortened in the text; the entries kept are as printed."""
    monkeypatch.chdir(ROOT)
    document = Path("raw/documents/hongze_district_2023.html")
    extracted, checked = json.loads(next(lines_of([document], print))), json.loads(to_json([check(document)]))
    shown_check, shown_extract = map(json.loads, fenced(COMMANDS, "json"))
    # The number of rules that hold changes with every new rule and is compared above.
    assert_within(shown_check | {"counts": checked["counts"]}, checked)
    assert_within(shown_extract, extracted)


@pytest.mark.slow
@pytest.mark.parametrize("page", READMES)
def test_the_query_shown_answers(page: str, finished_run: FinishedRun) -> None:
    (program,) = re.findall(r"<<'END'\n(.*?)\nEND\n", text_of(page), re.DOTALL)
    folder = finished_run.warehouse.parent
    printed = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    assert re.search(r"江苏省 +│ +2023 │ +21 │", printed.stdout)


def assert_within(shown: Any, printed: Any) -> None:
    """Same keys and values; of a list, any leading part."""
    if isinstance(shown, dict):
        assert shown.keys() == printed.keys()
        for key, value in shown.items():
            assert_within(value, printed[key])
    elif isinstance(shown, list):
        for one, other in zip(shown, printed[: len(shown)], strict=True):
            assert_within(one, other)
    else:
        assert shown == printed
