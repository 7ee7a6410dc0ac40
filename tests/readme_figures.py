"""The figures that README and docs give for the shipped documents: `python -m tests.readme_figures` updates them.

A new rule, or a changed reading of a document, changes these figures on several pages.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from flows.checking.check import check
from flows.landing.current import Landing
from flows.landing.land import land
from flows.reading.records import SCHEMAS
from flows.warehouse.rules import assess
from tests.shipped import DOCUMENTS, copy_documents, landed_files

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh.md")
_EXAMPLES = ("docs/examples.md", "docs/zh/examples.md")
MARKED = {"printed": READMES, "findings": _EXAMPLES, "documents": _EXAMPLES}
"""The marks of generated parts, and the pages on which they are."""
COMMANDS = "docs/commands.md"
CHECKED = DOCUMENTS / "hongze_district_2023.html"
"""The document whose check `docs/commands.md` shows."""
STATUSES = ("hold", "fail", "not_applicable", "not_assessed")
UPDATE = "out of date: run `python -m tests.readme_figures`"


class Shipped(NamedTuple):
    """The results of a run on the shipped documents."""

    landing: Landing
    records: dict[str, pa.Table]
    results: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def shipped_in(folder: Path) -> Shipped:
    """Land the shipped documents in a folder and evaluate the rules on them."""
    raw = copy_documents(folder / "raw")
    landing = land(raw)
    records = {
        name: pa.concat_tables([pq.ParquetFile(file).read().select(SCHEMAS[name].names) for file in files])
        for name, files in landed_files(raw).items()
    }
    found = assess(records)
    return Shipped(landing, records, found.results.to_pylist(), found.findings.to_pylist())


def parts(shipped: Shipped) -> dict[str, list[str]]:
    """The generated lines by the mark around them; for a table, without its head."""
    return {
        "printed": ["```", *_printed(shipped), "```"],
        "findings": [f"| {' | '.join(row)} |" for row in _findings(shipped)],
        "documents": [f"| {' | '.join(row)} |" for row in _documents(shipped)],
    }


def marked(text: str, mark: str) -> list[str]:
    """The lines between `<!-- mark -->` and `<!-- /mark -->`, without the head of a table."""
    (_, lines, _) = _around(text, mark)
    return lines.splitlines()


def counts_shown(text: str) -> str:
    """The counts of results in the answer of `gouji check` that a page shows."""
    (found,) = re.findall(r'"counts": (\{.*?\})', text)
    return str(found)


def counts_of_check() -> str:
    """The counts that `gouji check` prints of the document shown."""
    return json.dumps(check(CHECKED).counts)


def main() -> None:
    """Write all of them into the pages."""
    with tempfile.TemporaryDirectory() as folder:
        found = parts(shipped_in(Path(folder)))
    for mark, pages in MARKED.items():
        for page in pages:
            before, _, after = _around((ROOT / page).read_text("utf-8"), mark)
            (ROOT / page).write_text(before + "".join(f"{line}\n" for line in found[mark]) + after, "utf-8")
    text = (ROOT / COMMANDS).read_text("utf-8")
    (ROOT / COMMANDS).write_text(text.replace(counts_shown(text), counts_of_check()), "utf-8")


def _around(text: str, mark: str) -> tuple[str, str, str]:
    found = re.fullmatch(rf"(.*<!-- {mark} -->\n(?:\|.*\n\|[-:|]+\n)?)(.*?)(<!-- /{mark} -->.*)", text, re.DOTALL)
    assert found is not None, f"there is no part marked {mark}"
    before, lines, after = found.groups()
    return before, lines, after


def _printed(shipped: Shipped) -> list[str]:
    landing, severities = shipped.landing, Counter(finding["severity"] for finding in shipped.findings)
    open_ = sum(r["status"] == "not_assessed" and r["report_id"] is not None for r in shipped.results)
    return [
        f"documents  {landing.found} found = {landing.extracted} extracted + {landing.rejected} rejected"
        f" + {landing.duplicate} duplicate; {landing.read} read now",
        f"cells      {shipped.records['cells'].num_rows} printed in {landing.extracted} reports",
        f"findings   {severities['must']} must, {severities['should']} should; {open_} rules not assessed",
    ]


def _findings(shipped: Shipped) -> list[tuple[str, ...]]:
    accounts = reversed(shipped.records["documents"].to_pylist())
    names = {account["report_id"]: account["document"] for account in accounts}
    found = [(names[f["report_id"]], f["severity"], f["rule"], f["message"]) for f in shipped.findings]
    return sorted(found, key=lambda row: (row[1], row))


def _documents(shipped: Shipped) -> list[tuple[str, ...]]:
    cells = shipped.records["cells"].to_pylist()
    printed = Counter(cell["report_id"] for cell in cells)
    valued = Counter(cell["report_id"] for cell in cells if cell["value"] is not None)
    results = Counter((result["report_id"], result["status"]) for result in shipped.results)
    rows: list[tuple[str, ...]] = []
    for account in shipped.records["documents"].to_pylist():
        key, reason = account["report_id"], (account["reason"] or "").split(": ")
        counts = [printed[key], valued[key], *(results[key, status] for status in STATUSES)]
        if account["status"] == "extracted":
            rows.append((account["document"], "extracted", *map(str, counts)))
        else:
            why = reason[1 if account["status"] == "duplicate" else 0]
            rows.append((account["document"], f"{account['status']}: {why}", *["–"] * len(counts)))
    return rows


if __name__ == "__main__":
    main()
