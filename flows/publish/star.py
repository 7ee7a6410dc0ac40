"""The marts and what refers to what, as a diagram for docs/bi.md: `python -m flows.publish.star`."""

from __future__ import annotations

import sys

from flows.publish.keys import keys_of_models


def star() -> str:
    """The diagram in Mermaid's language: a line for every foreign key, and one for each mart that has none."""
    keys = keys_of_models()
    lines = ["erDiagram"]
    for mart, declared in sorted(keys.items()):
        foreign = [key for key in declared if key.kind == "foreign_key"]
        lines += [f'    {mart} }}o--o| {key.mart} : "{", ".join(key.columns)}"' for key in foreign]
        if not foreign and mart not in {key.mart for others in keys.values() for key in others}:
            lines.append(f"    {mart}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{star()}\n")
