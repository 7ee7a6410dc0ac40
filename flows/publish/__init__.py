"""Publishes the built marts for BI tools: as a folder of files, or into PostgreSQL."""
