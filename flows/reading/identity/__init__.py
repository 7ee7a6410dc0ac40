"""Who reports on which year, with the evidence for each answer."""
