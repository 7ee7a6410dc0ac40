"""What reports contain besides their tables: figures in sentences, notices, evidence for their identity."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from bench.agencies import Agencies
from bench.figures import ONE, Figures, Key, decimals
from bench.planted import BLANK, MISSTATED, NOTICES, Result

Columns = dict[str, Any]

# Facts, how a sentence states them, and the cells that they are the sum of. The first five are in every report.
_FACTS: list[tuple[str, str, str, list[Key]]] = [
    ("requests_received", "新收", "全年新收政府信息公开申请", [(3, "received", "total")]),
    ("requests_granted", "予以公开", "其中予以公开", [(3, "granted", "total")]),
    ("requests_partly_granted", "部分公开", "部分公开", [(3, "partly_granted", "total")]),
    ("requests_carried_out", "结转", "结转下年度继续办理", [(3, "carried_out", "total")]),
    ("review_total", "行政复议", "因政府信息公开被申请行政复议", [(4, "review", "total")]),
    ("requests_carried_in", "结转", "上年结转申请", [(3, "carried_in", "total")]),
    ("requests_answered", "办结", "全年办结申请", [(3, "processed_total", "total")]),
    ("litigation_direct_total", "直接起诉", "未经复议直接起诉", [(4, "litigation_direct", "total")]),
    (
        "litigation_total",
        "行政诉讼",
        "因政府信息公开被提起行政诉讼",
        [(4, "litigation_direct", "total"), (4, "litigation_after_review", "total")],
    ),
    ("requests_received_online", "网络", "其中通过网络收到申请", [(3, "received", "natural_person")]),
]
_ALWAYS = 5
_MORE = 0.5
_EVIDENCE = ("agency", "agency_type", "region_code", "year", "edition", "published_on", "period_start", "index_number")


def statements(rng: np.random.Generator, ids: np.ndarray, figures: Figures) -> tuple[Columns, list[Result]]:
    """Figures stated in sentences, five to ten a report, one report in two hundred stating one wrongly."""
    misstated = rng.random(len(ids)) < 0.005
    parts: list[tuple[np.ndarray, np.ndarray, int]] = []
    for number, (fact, _, _, cells) in enumerate(_FACTS):
        values = sum((figures.of(cell) for cell in cells), np.zeros(len(ids), dtype=np.int64)) // ONE
        is_stated = rng.random(len(ids)) < (1 if number < _ALWAYS else _MORE)
        values = values + (7 * misstated if fact == MISSTATED else 0)
        parts.append((ids[is_stated], values[is_stated], number))
    which = np.concatenate([np.full(len(who), number) for who, _, number in parts])
    values = np.concatenate([is_stated for _, is_stated, _ in parts])
    sentences = [f"{_FACTS[n][2]}{value}件。" for n, value in zip(which, values, strict=True)]
    columns = {
        "report_id": np.concatenate([who for who, _, _ in parts]),
        "fact": [_FACTS[n][0] for n in which],
        "value": decimals(values * ONE),
        "raw": [f"{value}件" for value in values],
        "unit": pa.scalar("件"),
        "text": sentences,
        "word": [_FACTS[n][1] for n in which],
        "line_number": (which + 20).astype(np.int32),
    }
    return columns, [(report, "figures_told", MISSTATED, "fail") for report in ids[misstated]]


def notices(rng: np.random.Generator, ids: np.ndarray, blank: np.ndarray) -> tuple[Columns, list[Result]]:
    """Up to three notices a report, each with the rule that it makes fail, and one for every blank cell."""
    codes = [*NOTICES]
    each = rng.permuted(np.tile(np.arange(len(codes)), (len(ids), 1)), axis=1)
    seen = np.arange(len(codes)) < rng.integers(0, 4, len(ids))[:, None]
    who = np.concatenate([np.repeat(ids, seen.sum(axis=1)), ids[blank]])
    given = [codes[number] for number in each[seen]]
    columns = {
        "report_id": who,
        "notice": given + [BLANK] * int(blank.sum()),
        "message": [f"第{number % 90 + 1}行与格式不符" for number in range(len(who))],
        "line_number": rng.integers(1, 400, len(who)).astype(np.int32),
    }
    return columns, [(report, NOTICES[code], "report", "fail") for report, code in zip(who, given, strict=False)]


def evidence(rng: np.random.Generator, ids: np.ndarray, who: Agencies, year: int) -> Columns:
    """The evidence for four to eight fields of each report's identity."""
    seen = np.arange(len(_EVIDENCE)) < rng.integers(4, len(_EVIDENCE) + 1, len(ids))[:, None]
    # Evidence for a region without a code means that it could be several, so that its reports belong to no agency.
    seen[:, _EVIDENCE.index("region_code")] &= [code is not None for code in who.region]
    report, field = np.nonzero(seen)
    values = {"agency": who.name, "agency_type": who.kind, "region_code": who.region}
    return {
        "report_id": ids[report],
        "field": [_EVIDENCE[f] for f in field],
        "value": [
            values[_EVIDENCE[f]][r] if _EVIDENCE[f] in values else str(year) for r, f in zip(report, field, strict=True)
        ],
        "source": pa.scalar("title"),
        "confidence": pa.scalar("certain"),
        "line_number": rng.integers(1, 40, len(report)).astype(np.int32),
    }
