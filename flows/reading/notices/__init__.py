"""What is missing, damaged, unknown or planted in a document, and what kind of document it is."""
