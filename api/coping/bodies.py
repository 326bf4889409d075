"""What the phone sends about the coping plan and urges."""

from typing import Any

from api.coping import urges
from api.journal.body import Body
from api.journal.models import Kind

MODELS: dict[Kind, type[Body]] = {
    Kind.urge: urges.UrgeBody,
}
EXAMPLES: dict[Kind, dict[str, Any]] = {
    Kind.urge: urges.EXAMPLE,
}
AMENDABLE: set[Kind] = {Kind.urge}
