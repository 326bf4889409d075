"""Entries about the coping plan and urges in words for staff. `journal/wording.py` gathers these."""

from api.coping import plan_wording, urge_wording
from api.journal.said import Said

SAID: dict[str, Said] = {
    "urge": urge_wording.SAID,
    **plan_wording.SAID,
}
"""By kind of entry."""
