"""Pictures of pages: what is recognised on them."""
