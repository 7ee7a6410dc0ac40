"""The bounds every document is read within; a document beyond them is rejected, never half read."""

BYTES = 32_000_000
"""Largest document that is hashed and examined."""

TEXT_BYTES = 8_000_000
"""Largest page or text that is read (a report has 10,000 to 300,000)."""

CELLS = 200_000
"""Most cells of all tables of one document (the form has about 400)."""

LABELS = 20_000
"""Most labels of the form in running text (a report has about 100)."""

COLSPAN = 100
ROWSPAN = 1_000
"""Largest spans that are accepted; larger ones are cut to these."""

DEPTH = 2_000
"""Deepest nesting of elements that is still walked."""

PART_BYTES = 16_000_000
"""Most bytes of one part of a container, unpacked (a report's Word text has 0.1 to 3 million)."""

UNPACKED_BYTES = 48_000_000
"""Most bytes of all parts of a container that are read, unpacked."""

PARTS = 10_000
"""Most parts of a container."""

SHEETS = 100
"""Most sheets of a workbook."""

SHEET_AREA = 4_000_000
"""Most positions between the outermost cells of a workbook's sheets, empty ones too."""

OFFICE_SECONDS = 60
"""Longest time LibreOffice may take for one document."""

ARCHIVE_BYTES = 2_000_000_000
"""Largest archive that is unpacked."""

ARCHIVE_UNPACKED, ARCHIVE_RATIO = 4_000_000_000, 200
"""Most bytes unpacked from one archive, archives within it included, absolutely and as a multiple of its size."""

ARCHIVE_MEMBERS = 100_000
"""Most members of one archive, archives within it included."""

ARCHIVE_DIRECTORY = 16_000_000
"""Largest table of contents of a ZIP archive: all of it is held in memory."""

ARCHIVE_DEPTH = 3
"""Deepest nesting of archives: an archive in an archive in an archive."""

SECONDS = 120
"""Longest time the reading of one document may take; scans of many pages take the longest."""

MEMORY = 1_500_000_000
"""Most memory of a process that reads documents."""

PAGES = 500
"""Most pages of a document (a report has 5 to 30)."""

SCANNED_PAGES = 20
"""Most pages of a document that are recognised as images: 3 to 5 seconds each."""

NAMELESS_PAGES = 8
"""Most pages recognised as images because the PDF does not name their characters: damage looks like this too."""

CHARACTERS = 100_000
"""Most characters of one page of a PDF (a full one has 3,000)."""

DRAWN_OBJECTS = 100_000
"""Most objects drawn on one page of a PDF, corners of outlines counted (a table has about 1,000)."""

IMAGE_PIXELS = 9_000_000
"""Largest picture of a page of a PDF (A3 at 200 dpi has 7,700,000); larger pages are rendered smaller."""

PICTURE_PIXELS = 40_000_000
"""Largest picture that is decoded (A4 at 600 dpi has 34,800,000); it is then made smaller."""

SENTENCES = 2_000
"""Most sentences of a narrative in which figures are looked for (a report has up to 100); beyond that, in none.

It is also the most that are compared with those of other reports.
"""

SENTENCE = 800
"""Longest sentence in characters that is searched for figures and compared (a report's longest has 400)."""
