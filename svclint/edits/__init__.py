"""Findings → the smallest changes of people's files that remove them; each is tried in memory before it is written."""
