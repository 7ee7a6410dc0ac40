"""Measures how fast documents are read; run by `make bench`, never by the tests."""
