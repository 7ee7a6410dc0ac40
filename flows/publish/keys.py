"""The keys of the marts, as the contracts of their models declare them."""

from __future__ import annotations

import re
from typing import NamedTuple

from flows.warehouse.project import marts


class Key(NamedTuple):
    """A key of a mart: `primary_key`, `unique`, or `foreign_key` to columns of another mart."""

    kind: str
    columns: tuple[str, ...]
    mart: str = ""
    mart_columns: tuple[str, ...] = ()

    def in_words(self) -> str:
        """The key as a sentence of a comment."""
        columns = ", ".join(self.columns)
        if self.kind == "foreign_key":
            return f"Foreign key: {columns} → {self.mart} ({', '.join(self.mart_columns)})."
        return f"{'Primary key' if self.kind == 'primary_key' else 'Unique'}: {columns}."


def keys_of_models() -> dict[str, list[Key]]:
    """The keys of every mart, by its name."""
    return {mart["name"]: [_key(one) for one in mart.get("constraints", ())] for mart in marts()}


def _key(constraint: dict[str, str | list[str]]) -> Key:
    columns = tuple(constraint["columns"])
    if constraint["type"] != "foreign_key":
        return Key(str(constraint["type"]), columns)
    (mart,) = re.findall(r"ref\('(\w+)'\)", str(constraint["to"]))
    return Key("foreign_key", columns, mart, tuple(constraint["to_columns"]))
