"""Entries about check-ins in words for staff. `journal/wording.py` gathers these."""

from api.journal.said import Said

SAID: dict[str, Said] = {}
"""By kind of entry."""
