"""Word documents: DOCX, flat XML, and the older DOC."""
