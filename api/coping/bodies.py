"""What the phone sends about the coping plan and urges."""

from typing import Any

from api.journal.body import Body
from api.journal.models import Kind

MODELS: dict[Kind, type[Body]] = {}
EXAMPLES: dict[Kind, dict[str, Any]] = {}
AMENDABLE: set[Kind] = set()
