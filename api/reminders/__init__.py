"""Reminders: neutral notices on the channels that a participant chose, once for each thing, never in quiet hours."""
