"""Check-ins: forms on a schedule, and what becomes of each due date."""
