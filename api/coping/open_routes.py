"""What the participant shows on the phone without a PIN, over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.access import May
from api.act import Access, act
from api.coping import open_alternatives

router = APIRouter(tags=["coping"])

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=open_alternatives.LONGEST)]


class OpenAlternatives(BaseModel):
    """Short things to do, in the order in which they show."""

    model_config = ConfigDict(extra="forbid")
    items: Annotated[list[Line], Field(max_length=open_alternatives.MOST)]


@router.put("/api/me/open-alternatives")
@act(May.open_alternatives)
def choose_open_alternatives(at: Access, body: OpenAlternatives) -> OpenAlternatives:
    """Choose up to five short things to do that show under Right now without a PIN; `GET /api/me/device` gives them.

    409 identifiers-found when words could lead to a person, tells-too-much when they say what the app is for; `errors`
    names each field. Nothing is changed then.
    """
    return OpenAlternatives(items=open_alternatives.choose(at, body.items))
