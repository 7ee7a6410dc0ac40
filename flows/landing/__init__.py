"""Documents to records: only what is new or changed is read, in processes that may die."""
