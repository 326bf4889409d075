"""Public content for the phone, and the library of staff, where pieces are previewed, checked, signed and retired.

/content/index.json             where the files are
/content/open.json              what shows before unlock, kept fresh by its ETag
/content/learn-{digest}.json    what shows after it, kept for ever, because another byte means another name
/api/content                    every piece with how it stands
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import JSONResponse, Response

from api.access import May
from api.act import Access, act, public
from api.errors import NotFound
from api.learning import finished, place, sign_off
from api.learning.catalogue import Catalogue
from api.learning.models import Step
from api.people.models import Language

router = APIRouter(tags=["content"])

FRESH = "public, max-age=0, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"


def _catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.app.state.catalogue
    return catalogue


@router.get("/content/index.json")
@public(May.content_open)
async def get_index(request: Request) -> JSONResponse:
    """The names of the content files of today: {open, learn, by_place, languages}.

    `languages` are those that a phone may speak. `learn` is that of English in England and Wales; `by_place` has one for each language and place, as "en/scotland".
    """
    catalogue = _catalogue(request)
    names = {
        "open": "open.json",
        "learn": catalogue.learn_name(),
        "by_place": catalogue.learn_names(),
        "languages": catalogue.languages(),
    }
    return JSONResponse(names, headers={"Cache-Control": FRESH})


@router.get("/content/open.json")
@public(May.content_open)
async def get_open(request: Request) -> Response:
    """Crisis lines, skills and breathing words, shown without unlocking. 304 when the caller's ETag still holds."""
    body = _catalogue(request).open_json()
    return _answer(request, body, FRESH)


@router.get("/content/learn-{digest}.json")
@public(May.content_open)
async def get_learn(request: Request, digest: str) -> Response:
    """Lessons, skills, scenarios, answers and conditions under a name that the index gives. An older name is 404: the phone asks
    the index again."""
    body = _catalogue(request).learn_file(f"learn-{digest}.json")
    if body is None:
        raise NotFound
    return _answer(request, body, FOR_EVER)


def _answer(request: Request, body: bytes, keep: str) -> Response:
    # Each body begins with its own version, so the tag needs no second hash.
    tag = f'"{body[12:28].decode()}"'
    headers = {"ETag": tag, "Cache-Control": keep}
    held = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


State = Literal["new", "checked", "signed", "stale", "retired", "not_needed"]
"""new: nobody checked it. checked: signatures are missing. signed: a live service shows it. stale: past its review date.
not_needed: it claims nothing of law, clinic or crisis."""


class PieceLine(BaseModel):
    """One piece and how it stands. `missing` are the roles that still have to sign; `live` whether a live service shows it.
    `days_left` counts to the review date, negative once it has passed."""

    id: str
    language: str
    version: int
    kind: str
    title: str
    jurisdiction: str
    phase: str
    gated: bool
    review_by: date
    days_left: int
    state: State
    missing: list[str]
    live: bool


class LibraryOut(BaseModel):
    """Every piece, those that wait for somebody first. `demo`: a demonstration shows what nobody has signed, with a label."""

    demo: bool
    pieces: list[PieceLine]


class PageOut(BaseModel):
    """The words that are read at one go."""

    name: str
    words: str


class SourceOut(BaseModel):
    """Where a claim comes from. mark: V read there, K general knowledge, J judgement. `primary` false: a lead only."""

    id: str
    title: str
    where: str
    mark: Literal["V", "K", "J"]
    primary: bool


class StepOut(BaseModel):
    """What somebody did with this version. `name` is that of the one who signed, `by` of the one who entered it."""

    step: Step
    at: datetime
    by: str
    name: str | None
    mine: bool


class Run(BaseModel):
    """Words that stayed, went or came."""

    t: Literal["same", "gone", "new"]
    v: str


class ChangedPage(BaseModel):
    """One page that differs."""

    name: str
    runs: list[Run]


class Changes(BaseModel):
    """What changed since the version before that this installation held. `signed`: whether anybody had signed that one."""

    version: int
    signed: bool
    pages: list[ChangedPage]


class PieceOut(PieceLine):
    """One piece in full. `shown_as` holds it in the shape that the phone draws, by kind; `look_at` is what a signer has to
    look at."""

    author: str
    checker: str | None
    digest: str
    shown_as: dict[str, Any]
    pages: list[PageOut]
    sources: list[SourceOut]
    look_at: list[str]
    steps: list[StepOut]
    changes: Changes | None


class Words(BaseModel):
    """Which words: the version and digest that were on the screen."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=100_000)
    digest: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Signature(Words):
    """A signature to enter: the role and the typed name of the one who signs."""

    role: Literal["lawyer", "clinician", "service lead"]
    name: Annotated[str, StringConstraints(min_length=3, max_length=80, strip_whitespace=True)]


def _piece(at: Access, language: str, piece_id: str) -> PieceOut:
    return PieceOut.model_validate(sign_off.piece(at, f"{language}/{piece_id}"))


@router.get("/api/content")
@act(May.content_list)
def list_content(at: Access) -> LibraryOut:
    """Every piece of content with its version, review date and sign-off state; no words and no names."""
    sign_off.keep_versions(at)
    at.audit("content_list", "list:content", system=True)
    return LibraryOut.model_validate({"demo": at.service.catalogue.demo, "pieces": sign_off.pieces(at)})


@router.get("/api/content/{language}/{piece_id}")
@act(May.content_library)
def read_content(at: Access, language: str, piece_id: str) -> PieceOut:
    """One piece as the phone shows it, with its sources, what to look at, who did what, and the words that changed since the
    version before."""
    sign_off.keep_versions(at)
    answer = _piece(at, language, piece_id)
    at.audit("content_library", f"content:{language}/{piece_id}", version=answer.version, system=True)
    return answer


@router.post("/api/content/{language}/{piece_id}/check")
@act(May.content_check)
def check_content(at: Access, language: str, piece_id: str, body: Words) -> PieceOut:
    """Say that one has read the piece against its sources. 409 other-words when it changed since, step-done when somebody
    checked it already."""
    sign_off.check(at, f"{language}/{piece_id}", body.version, body.digest)
    return _piece(at, language, piece_id)


@router.post("/api/content/{language}/{piece_id}/sign")
@act(May.content_sign_off)
def sign_content(at: Access, language: str, piece_id: str, body: Signature) -> PieceOut:
    """Enter a signature by a lawyer, clinician or service lead, by name. Another person must have checked the piece.

    409: other-words, past-review, signature-not-needed, not-checked, same-person, step-done.
    """
    sign_off.sign(at, f"{language}/{piece_id}", body.version, body.digest, Step(body.role), body.name)
    return _piece(at, language, piece_id)


@router.post("/api/content/{language}/{piece_id}/retire")
@act(May.content_sign_off)
def retire_content(at: Access, language: str, piece_id: str, body: Words) -> PieceOut:
    """Take this version away from every phone, in a demonstration too. It cannot be taken back: a new version starts again."""
    sign_off.retire(at, f"{language}/{piece_id}", body.version, body.digest)
    return _piece(at, language, piece_id)


class PlaceOut(BaseModel):
    """A place whose law pages can be about."""

    id: str
    name: str


class LearningOut(BaseModel):
    """In which language one participant's pages are, whose law they are about, and what there is to choose from."""

    language: str
    jurisdiction: str
    languages: list[str]
    jurisdictions: list[PlaceOut]


class LanguageIn(BaseModel):
    """The language that the phone speaks."""

    model_config = ConfigDict(extra="forbid")

    language: Language


@router.put("/api/me/language", status_code=204)
@act(May.participant_contact)
def choose_own_language(at: Access, body: LanguageIn) -> Response:
    """Choose the language on the phone: its pages and its reminders come in it from then on. 422 for one that is not offered."""
    place.choose_language(at, body.language)
    return Response(status_code=204)


class PlaceIn(BaseModel):
    """Which language and whose law."""

    model_config = ConfigDict(extra="forbid")

    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    jurisdiction: Annotated[str, StringConstraints(pattern=r"^[a-z-]{2,60}$")]


class CheckAnswerOut(BaseModel):
    """What was answered to one situation of a lesson. `situation` and `fits` are null where the lesson asks it no more."""

    id: str
    situation: str | None
    answered: str
    fits: str | None
    missed: bool


class FinishedOut(BaseModel):
    """A lesson as it was last finished. `older`: there is a newer version than the one that was read. `untried`: situations of it that
    were not answered; null where the lesson is another version by now."""

    lesson_id: str
    title: str | None
    version: int
    older: bool
    untried: int | None
    on: date
    checks: list[CheckAnswerOut]


class FinishedPage(BaseModel):
    """Lessons that a participant finished, the newest first."""

    lessons: list[FinishedOut]
    as_of: datetime


@router.get("/api/participants/{participant_id}/lessons")
@act(May.entry_read)
def read_lessons(at: Access, participant_id: UUID) -> FinishedPage:
    """Which lessons they read to the end, when, and which situations they answered otherwise than fits. Counts nothing up."""
    return FinishedPage(lessons=[FinishedOut.model_validate(one) for one in finished.finished(at)], as_of=at.now)


@router.get("/api/participants/{participant_id}/learning")
@act(May.learning_place)
def read_learning(at: Access, participant_id: UUID) -> LearningOut:
    """Which language and whose law one participant's pages are in."""
    return LearningOut.model_validate(place.for_staff(at))


@router.put("/api/participants/{participant_id}/learning")
@act(May.learning_place)
def set_learning(at: Access, participant_id: UUID, body: PlaceIn) -> LearningOut:
    """Set language and jurisdiction; the phone fetches the other file at its next sync. 422 for one that is not installed."""
    place.set_place(at, body.language, body.jurisdiction)
    return LearningOut.model_validate(place.for_staff(at))
