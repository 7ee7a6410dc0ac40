"""HTML: visible text in reading order, the innermost tables, what is seen of them."""
