"""The jobs: run, schedule, and what is printed of them."""
