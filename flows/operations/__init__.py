"""What operators see of runs: records, logs, drift, a page, and what became of each document."""
