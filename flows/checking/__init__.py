"""One report checked by itself, for drafters."""
