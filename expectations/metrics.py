"""Metrics: the indicators as MetricFlow reads them, `python -m expectations.metrics > dbt/metrics/metrics.yml`.

A metric adds up the reports of agencies, and a share or rate divides two sums, never averages. Each indicator is there
three times: its figures are counted for the province, the prefecture or the county, none of them twice.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from expectations import catalogue
from expectations.form import Catalogue
from expectations.indicators import Indicator

LEVELS = {"": "province", "prefecture_": "prefecture", "county_": "county"}
"""How the names of the metrics begin, and for which regions they are."""
_LEVELS_ZH = {"province": "", "prefecture": "地级：", "county": "县级："}
_MODEL = "agency_year"


class Counted(NamedTuple):
    """A count of the agencies and years themselves, where `condition` holds."""

    name: str
    label: str
    label_en: str
    condition: str
    definition_en: str


FILING = (
    Counted(
        *("reports_expected", "应有报告", "Reports expected", "true"),
        "Agencies of which a report is there or due.",
    ),
    Counted(
        *("reports_there", "已有报告", "Reports there", "report_id is not null"),
        "Agencies with a report that could be read.",
    ),
    Counted(
        *("reports_late", "逾期公布", "Reports late", "status = 'late'"),
        "Agencies whose report was published after the deadline.",
    ),
)


def added(c: Catalogue) -> list[Indicator]:
    """The indicators of a report itself that can be added up over agencies."""
    return [line for line in c.indicators if line.kind == "report" and line.unit in ("项", "个")]


def of_kind(c: Catalogue, *kinds: str) -> list[Indicator]:
    """The indicators of these kinds in order."""
    return [line for line in c.indicators if line.kind in kinds]


def document(c: Catalogue) -> dict[str, Any]:
    """The semantic models and metrics, as dbt 1.11 reads them."""
    regions = [_regions(level) for level in LEVELS.values()]
    return {"semantic_models": [_agency_years(c), *regions], "metrics": list(_metrics(c))}


def _agency_years(c: Catalogue) -> dict[str, Any]:
    foreign = {"agency": "agency_id", **{level: f"{level}_id" for level in LEVELS.values()}}
    flags = [f"is_in_{level}_total" for level in LEVELS.values()]
    plain = ["agency_id", "agency_type", "body", "status", "edition", "coverage", *flags]
    divided = dict.fromkeys(n for line in of_kind(c, "share", "rate") for n in (line.numerator, line.denominator))
    dimensions = [{"name": name, "type": "categorical"} for name in plain]
    dimensions += [{"name": f"has_{n}", "type": "categorical", "expr": f"{n} is not null"} for n in divided]
    dimensions.append({"name": "agency_name", "type": "categorical", "expr": "agency"})
    by_year = {"name": "reported_year", "type": "time", "expr": "make_date(year, 1, 1)"}
    measures = [{"name": line.indicator, "agg": "sum"} for line in (*of_kind(c, "count"), *added(c))]
    measures += [{"name": n.name, "agg": "sum", "expr": f"case when {n.condition} then 1 else 0 end"} for n in FILING]
    return {
        "name": _MODEL,
        "model": "ref('mart_agency_year')",
        "defaults": {"agg_time_dimension": "reported_year"},
        "primary_entity": _MODEL,
        "entities": [{"name": name, "type": "foreign", "expr": expr} for name, expr in foreign.items()],
        "dimensions": [{**by_year, "type_params": {"time_granularity": "year"}}, *dimensions],
        "measures": measures,
    }


def _regions(level: str) -> dict[str, Any]:
    names = ("code", "name", "full_name")
    return {
        "name": f"regions_as_{level}",
        "model": "ref('dim_region')",
        "entities": [{"name": level, "type": "primary", "expr": "code"}],
        "dimensions": [{"name": name, "type": "categorical"} for name in names],
    }


def _metrics(c: Catalogue) -> Iterator[dict[str, Any]]:
    for start, level in LEVELS.items():
        counted = f"{{{{ Dimension('{_MODEL}__is_in_{level}_total') }}}}"
        for line in of_kind(c, "count", "share", "rate"):
            label = f"{_LEVELS_ZH[level]}{line.label} · {level.capitalize()}: {line.label_en}"
            about = {"name": f"{start}{line.indicator}", "label": label, "description": _described(line)}
            yield about | (_divided(start, line) if line.numerator else _summed(line.indicator) | {"filter": counted})
    for line in added(c):
        label = f"{line.label} · {line.label_en}"
        yield {"name": line.indicator, "label": label, "description": _described(line)} | _summed(line.indicator)
    for n in FILING:
        yield {"name": n.name, "label": f"{n.label} · {n.label_en}", "description": n.definition_en} | _summed(n.name)


def _described(line: Indicator) -> str:
    return f"{line.definition_en} {line.caveat_en}"


def _summed(measure: str) -> dict[str, Any]:
    return {"type": "simple", "type_params": {"measure": measure}}


def _divided(start: str, line: Indicator) -> dict[str, Any]:
    """One sum per hundred of another; a report without one of the two figures would falsify it."""

    def part(alias: str, count: str, other: str) -> dict[str, str]:
        known = f"{{{{ Dimension('{_MODEL}__has_{other}') }}}}"
        return {"name": f"{start}{count}", "alias": alias, "filter": known}

    parts = [part("part", line.numerator, line.denominator), part("whole", line.denominator, line.numerator)]
    quotient = "100.0 * cast(part as double) / nullif(cast(whole as double), 0)"
    return {"type": "derived", "type_params": {"expr": quotient, "metrics": parts}}


def written(c: Catalogue) -> str:
    """The file."""
    yaml, text = YAML(), StringIO()
    yaml.width = 1000
    yaml.dump(document(c), text)
    return text.getvalue()


if __name__ == "__main__":
    sys.stdout.write(written(catalogue.load()))
