"""Writes the meaning of the columns that indicators make in several marts.

`python -m expectations.indicator_docs > dbt/models/_indicators__docs.md`
"""

from __future__ import annotations

import sys

from expectations import catalogue
from expectations.form import Catalogue
from expectations.indicators import descriptions


def page(c: Catalogue) -> str:
    """A block of text for each such column, as dbt reads it."""
    shared = [line for line in c.indicators if line.kind != "report"]
    blocks = [f"{{% docs {name} %}}\n{meaning}\n{{% enddocs %}}\n" for name, _, meaning in descriptions(shared)]
    return "\n".join(blocks)


if __name__ == "__main__":
    sys.stdout.write(page(catalogue.load()))
