"""Fetches published reports from the sites of agencies, politely; what came is stored as WARC below `raw/documents`."""
