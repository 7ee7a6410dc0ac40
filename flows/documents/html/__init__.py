"""HTML: visible text in reading order, the innermost tables, and what of them is visible."""
