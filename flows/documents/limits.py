"""The bounds every document is read within; a document beyond them is rejected, never half read."""

BYTES = 32_000_000
"""Largest document that is hashed and looked at."""

TEXT_BYTES = 8_000_000
"""Largest page or text that is read (a report has 10,000 to 300,000)."""

CELLS = 200_000
"""Most cells of all tables of one document (the form has about 400)."""

LABELS = 20_000
"""Most labels of the form in running text (a report has about 100)."""

COLSPAN = 100
ROWSPAN = 1_000
"""Largest spans taken at their word; larger ones are cut to these."""

DEPTH = 2_000
"""Deepest nesting of elements that is still walked."""
