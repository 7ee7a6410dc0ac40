"""Finds reports in lists, further pages of lists, and attachments of reports: functions of what a server answered."""
