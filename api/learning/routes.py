"""Public content for the phone. Anyone may fetch it: it holds nothing of any person.

/content/index.json             where the two files are
/content/open.json              what shows before unlock, kept fresh by its ETag
/content/learn-{digest}.json    lessons, kept for ever, because another byte means another name
"""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.access import May
from api.act import public
from api.errors import NotFound
from api.learning.catalogue import Catalogue

router = APIRouter(prefix="/content", tags=["content"])

FRESH = "public, max-age=0, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


@router.get("/index.json")
@public(May.content_open)
async def get_index(request: Request) -> JSONResponse:
    """The names of the content files of today: {open, learn}."""
    names = {"open": "open.json", "learn": _catalogue(request).learn_name()}
    return JSONResponse(names, headers={"Cache-Control": FRESH})


@router.get("/open.json")
@public(May.content_open)
async def get_open(request: Request) -> Response:
    """Crisis lines, skills and breathing words, shown without unlocking. 304 when the caller's ETag still holds."""
    body = _catalogue(request).open_json()
    return _answer(request, body, FRESH)


@router.get("/learn-{digest}.json")
@public(May.content_open)
async def get_learn(request: Request, digest: str) -> Response:
    """The lessons under the name that the index gives. An older name is 404: the phone asks the index again."""
    catalogue = _catalogue(request)
    if f"learn-{digest}.json" != catalogue.learn_name():
        raise NotFound
    return _answer(request, catalogue.learn_json(), FOR_EVER)


def _answer(request: Request, body: bytes, keep: str) -> Response:
    # Each body begins with its own version, so the tag needs no second hash.
    tag = f'"{body[12:28].decode()}"'
    headers = {"ETag": tag, "Cache-Control": keep}
    held = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")
