"""The one custom expectation: in every row the weighted sum of some columns is exactly zero."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from typing import Any, ClassVar, Literal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_condition_partial import (
    multicolumn_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.multicolumn_map_metric_provider import (
    MulticolumnMapMetricProvider,
)
from great_expectations.render.components import CollapseContent, LegacyDiagnosticRendererType, RenderedTableContent
from great_expectations.render.renderer.renderer import renderer

# Arrow widens a decimal by a digit at every addition, and raises past the 76th: room for forty terms, no rounding.
_EXACT = pa.decimal256(24, 8)
_WEIGHT = pa.decimal256(9, 0)


class WeightedSumIsZero(MulticolumnMapMetricProvider):
    """For each row, whether the weighted sum of its columns is zero."""

    condition_metric_name = "multicolumn_values.weighted_sum_is_zero"
    condition_domain_keys = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")
    condition_value_keys = ("weights",)

    @multicolumn_condition_partial(engine=PandasExecutionEngine)  # type: ignore[untyped-decorator]
    def _pandas(cls, column_list: pd.DataFrame, weights: list[int], **_: Any) -> pd.Series:
        balance = weighted_sum([pa.array(column_list[name]) for name in column_list.columns], weights)
        balanced = pc.equal(balance, pa.scalar(Decimal(0), _WEIGHT))
        return pd.Series(balanced.to_numpy(zero_copy_only=False), index=column_list.index, dtype=bool)


def weighted_sum(columns: list[pa.Array], weights: list[int]) -> pa.Array:
    """Return the exact sum of weight x column, row by row."""
    products = [
        pc.multiply(column.cast(_EXACT), pa.scalar(Decimal(weight), _WEIGHT))
        for column, weight in zip(columns, weights, strict=True)
    ]
    return reduce(pc.add, products)


class ExpectWeightedSumToBeZero(MulticolumnMapExpectation):
    """Expect the sum of weight x column to be exactly zero in every row that has all its terms.

    `column_list` and `weights` run in parallel. A row with a missing term is left out: blank is not zero.
    """

    weights: list[int]
    ignore_row_if: Literal["any_value_is_missing"] = "any_value_is_missing"

    map_metric: ClassVar[str] = "multicolumn_values.weighted_sum_is_zero"
    success_keys: ClassVar[tuple[str, ...]] = ("weights", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column_list", "weights")

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls,
        configuration: ExpectationConfiguration | None = None,
        result: ExpectationValidationResult | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> list[RenderedTableContent | CollapseContent] | None:
        """List in Data Docs which reports fail; the library would list figures without saying whose."""
        failing = result.result.get("unexpected_index_list") if result else None
        if not failing:
            return None
        return [
            RenderedTableContent(
                header_row=["不相符的报告"],
                table=[[report] for report in failing],
                styling={"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}},
            )
        ]
