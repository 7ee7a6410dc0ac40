"""Recognises the text and tables in pictures of pages."""
