"""What the phone asks of the team: to stop, to look again, a complaint, a copy; and that a session cannot be kept."""

from typing import Any

from api.journal.body import Body
from api.journal.models import Kind

MODELS: dict[Kind, type[Body]] = {}
EXAMPLES: dict[Kind, dict[str, Any]] = {}
AMENDABLE: set[Kind] = set()
