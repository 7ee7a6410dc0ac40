"""Whose figures a report gives: those of one body, of a government with its departments, or of a region."""
