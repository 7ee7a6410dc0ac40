"""The figures stated in the narrative of a report."""

from flows.reading.statements.reading import statements_of

__all__ = ["statements_of"]
