"""Prints reports whose every cell is known, in the layouts met on the web, so that a reader can be tried.

Imports nothing of the reader and nothing of its label list: what is printed here is the form by law.
"""
