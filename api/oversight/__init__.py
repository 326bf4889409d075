"""Reviews, attention, the caseload, patterns."""
