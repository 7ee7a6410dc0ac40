"""A lake in an object store: what is in force there is taken up before a run, and what a run has made is put there.

The local folders are a copy that may be lost. What is in force is what the newest manifest names: objects that never
change. A manifest is only ever created, so of two runs that end at once one is in force, as a whole.
"""
