"""The commands, by whom they are for, and what all of them share. Loads no heavy library."""
