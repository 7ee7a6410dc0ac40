"""A second evaluation of every rule: from the same CSV files as the SQL of the models and from the landed records, in
polars, without that SQL.

Tests compare the two on generated reports, result by result: where they differ, one of them is wrong.
"""
