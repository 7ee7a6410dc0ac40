"""What does not belong into the text of a report: injected and damaged words."""
