"""PDF with text: its characters, rulings and tables."""
