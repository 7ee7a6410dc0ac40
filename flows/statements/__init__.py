"""The figures told in the narrative of a report."""

from flows.statements.reading import statements_of

__all__ = ["statements_of"]
