"""Prints reports with every cell known, in the layouts found on the web, to test the reader.

Imports neither the reader nor its label list: what is printed here is the legal form.
"""
