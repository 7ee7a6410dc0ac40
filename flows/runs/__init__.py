"""The jobs: run, schedule, and their output."""
