"""Figures of many agencies over consecutive years, right by construction, in arrays.

Like `tests/record_factory.py` it hard-codes the form instead of reading the catalogue, and takes the codes from there.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from flows.reading.records import VALUE
from tests.record_factory import APPLICANTS, DOCUMENTS, OUTCOMES, PROCEEDINGS, RESULTS, SERVICES, THREE_ROWS

Key = tuple[int, str, str]

# Values are whole multiples of 1/ONE, as a decimal with eight places is stored.
ONE = 10**8
COLUMNS = [*APPLICANTS, "total"]
ROWS = ["received", "carried_in", *OUTCOMES, "closed", *THREE_ROWS, "processed_total", "carried_out"]
LEFT_OUT = {"one_row": set(THREE_ROWS), "three_rows": {"closed"}, "both": set[str]()}

_OF_APPLICANTS = np.array([0.78, 0.12, 0.01, 0.02, 0.05, 0.02])
_OF_OUTCOMES = np.array([0.45, 0.12, *[0.01] * 8, 0.2, 0.02, 0.02, *[0.01] * 5, *[0.02] * 3])


class Figures(NamedTuple):
    """The cells of one year: `values` has a row per agency and a column per key, all rows of the form among them."""

    keys: list[Key]
    values: np.ndarray

    def position(self, key: Key) -> int:
        return self.keys.index(key)

    def of(self, key: Key) -> np.ndarray:
        """One cell of every agency, in units of 1/ONE."""
        return self.values[:, self.position(key)]


def year(rng: np.random.Generator, size: np.ndarray, edition: str, before: Figures | None) -> Figures:
    """The figures of one year for agencies of given sizes; `before` are those of the year before, carried over."""
    disclosures = _disclosures_2019 if edition == "2019" else _disclosures_2021
    found = disclosures(rng, size, before)
    keys = list(found)
    parts = [np.stack(list(found.values()), axis=1)]
    carried = None if before is None else np.stack([before.of((3, "carried_out", name)) for name in APPLICANTS], 1)
    requests = _requests(rng, size, carried)
    keys += [(3, item, measure) for item in ROWS for measure in COLUMNS]
    parts.append(_with_total(requests).reshape(len(size), -1) * ONE)
    results = rng.poisson(np.broadcast_to(size[:, None, None] / 100, (len(size), len(PROCEEDINGS), len(RESULTS))))
    keys += [(4, item, measure) for item in PROCEEDINGS for measure in [*RESULTS, "total"]]
    parts.append(_with_total(results).reshape(len(size), -1) * ONE)
    return Figures(keys, np.concatenate(parts, axis=1))


def _with_total(values: np.ndarray) -> np.ndarray:
    return np.concatenate([values, values.sum(axis=-1, keepdims=True)], axis=-1)


def _requests(rng: np.random.Generator, size: np.ndarray, carried: np.ndarray | None) -> np.ndarray:
    """Agency by row of the form by applicant, without totals of applicants."""
    expected = size[:, None] * _OF_APPLICANTS
    carried_in = rng.poisson(expected / 10) if carried is None else carried // ONE
    outcomes = rng.poisson(expected[:, None, :] * _OF_OUTCOMES[:, None])
    processed = outcomes.sum(axis=1)
    carried_out = np.maximum(0, carried_in - processed) + rng.poisson(expected / 10)
    received = processed + carried_out - carried_in
    closed = outcomes[:, len(OUTCOMES) :].sum(axis=1)
    single = {"received": received, "carried_in": carried_in, "closed": closed}
    single |= {"processed_total": processed, "carried_out": carried_out}
    several = dict(zip([*OUTCOMES, *THREE_ROWS], outcomes.swapaxes(0, 1), strict=True))
    return np.stack([single.get(item, several.get(item)) for item in ROWS], axis=1)


def _disclosures_2021(rng: np.random.Generator, size: np.ndarray, before: Figures | None) -> dict[Key, np.ndarray]:
    found: dict[Key, np.ndarray] = {}
    for item in DOCUMENTS:
        key = (2, item, "in_force")
        known = before is not None and key in before.keys
        stock = before.of(key) // ONE if before is not None and known else rng.integers(20, 40, len(size))
        issued, repealed = rng.integers(0, 9, len(size)), np.minimum(rng.integers(0, 5, len(size)), stock)
        found[2, item, "issued"] = issued * ONE
        found[2, item, "repealed"] = repealed * ONE
        found[key] = (stock + issued - repealed) * ONE
    for item in ("licensing", "penalties", "coercion"):
        found[2, item, "decisions"] = rng.poisson(size * 40) * ONE
    found[2, "fees", "amount"] = rng.integers(0, 10**9, len(size)) * (ONE // 10**6)
    return found


def _disclosures_2019(rng: np.random.Generator, size: np.ndarray, before: Figures | None) -> dict[Key, np.ndarray]:
    found: dict[Key, np.ndarray] = {}
    for item in DOCUMENTS:
        for measure in ("made", "published", "public_total"):
            found[2, item, measure] = rng.integers(0, 50, len(size)) * ONE
    for item in [*SERVICES, "fees"]:
        last, change = (2, item, "items_last_year"), (2, item, "items_change")
        stock = rng.integers(50, 90, len(size)) * ONE if before is None else before.of(last) + before.of(change)
        found[last] = stock
        found[change] = rng.integers(-20, 20, len(size)) * ONE
        if item != "fees":
            found[2, item, "decisions"] = rng.poisson(size * 40) * ONE
    found[2, "procurement", "projects"] = rng.integers(0, 500, len(size)) * ONE
    found[2, "procurement", "amount"] = rng.integers(0, 10**9, len(size)) * (ONE // 100)
    return found


def decimals(values: np.ndarray) -> pa.Array:
    """Whole multiples of 1/ONE as record values, built from their bytes: exact, and without Python numbers."""
    halves = np.stack([values, values >> 63], axis=1)
    return pa.Array.from_buffers(VALUE, len(values), [None, pa.py_buffer(np.ascontiguousarray(halves))])
