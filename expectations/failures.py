"""The one custom expectation: no row fails. Data Docs then list which rows do."""

from __future__ import annotations

from typing import Any

from great_expectations.core.expectation_validation_result import ExpectationValidationResult
from great_expectations.expectations.core.expect_column_values_to_be_between import ExpectColumnValuesToBeBetween
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.render.components import CollapseContent, LegacyDiagnosticRendererType, RenderedTableContent
from great_expectations.render.renderer.renderer import renderer

# Every failure is counted; for all their names there are the findings.
_LISTED = 200


class ExpectValuesInRange(ExpectColumnValuesToBeBetween):
    """Expect the values of a column to be between `min_value` and `max_value`; rows without a value are left out."""

    meta: dict[str, Any]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls,
        configuration: ExpectationConfiguration | None = None,
        result: ExpectationValidationResult | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> list[RenderedTableContent | CollapseContent] | None:
        """List which rows fail; the library would list figures without saying whose."""
        failing = result.result.get("unexpected_index_list") if result else None
        if not failing:
            return None
        rows = [[str(row)] for row in failing[:_LISTED]]
        if len(failing) > _LISTED:
            rows.append([f"等 {len(failing)} 份"])
        return [
            RenderedTableContent(
                header_row=["不相符"], table=rows, styling={"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}}
            )
        ]
