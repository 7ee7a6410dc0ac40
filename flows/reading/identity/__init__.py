"""Who reports on which year, with what each answer rests on."""
