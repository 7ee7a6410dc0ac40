"""Grids and lines to cells of the form. Knows labels and editions, knows no file format."""
