"""The orders of the made-up people, written by the clinician and checked by the lead, and what they asked about them.

Each condition comes from the library with its blanks filled, so that nothing here can hold a name or a place.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import Session

from api.act import Access
from api.db import table_of
from api.demo.stories import Story
from api.learning.place import set_place
from api.orders import actions, proposals, questions
from api.orders.models import CourtOrder, DeclineReason, OrderCondition, OrderState, ShortAnswer, SourceSeen
from api.orders.terms import Draft, Term
from api.people.place import place_of

Send = Callable[[Story, str, dict[str, Any], Session, datetime, UUID], None]
_IDS = UUID("3f1b7a5e-5b0e-4a52-9c58-5f0d2f6f6f01")

Condition = tuple[str, dict[str, Any]]
"""The id of a condition of the library, and what stands in its blanks."""

_WHO = {"who": "other_person"}
NO_CONTACT = ("no-contact", _WHO)
NO_MESSENGER = ("no-third-party", _WHO)
NO_LOOKING = ("no-looking-online", _WHO)
NOT_TO_GO = ("not-to-go-to", _WHO)
NO_MENTION = ("no-mention", _WHO)
KEEP_AWAY = ("stay-away-distance", {"how_far": 100, "who": "other_person"})
AREA: Condition = ("stay-out-of-area", {})
HISTORY: Condition = ("keep-history", {})
SESSIONS: Condition = ("attend-sessions", {})
IN_TOUCH: Condition = ("keep-in-touch", {})
NEW_PARTNER: Condition = ("tell-new-partner", {})
TELL_POLICE: Condition = ("tell-police", {})
HOME: Condition = ("live-where-agreed", {})
CHILDREN = "Save by email to the contact centre, about the times of handing over [my child], and about nothing else."


class Seeds(Protocol):
    """What is needed of the seeder."""

    now: datetime

    def at(self, when: datetime, do: Callable[[Session, datetime], None]) -> None: ...
    def local(self, day: date, hour: int, minute: int = 0) -> datetime: ...
    def staff(self, session: Session, when: datetime, name: str, participant_id: UUID | None = None) -> Access: ...


def orders(seeder: Seeds, story: Story, today: date, send: Send) -> None:
    """One person's orders and questions, if they have any."""
    ago = partial(_ago, today)
    give = partial(_give, seeder, story)
    ask = partial(_ask, seeder, story, send)
    restraining = ("ew.ro.conviction", ago(150), None)
    match story.first_name:
        case "Daniel":
            give(ago(45), restraining, [NO_CONTACT, NO_MESSENGER, NO_LOOKING, NOT_TO_GO, NO_MENTION, AREA], CHILDREN)
            licence = ("ew.licence", ago(60), ago(-200))
            give(ago(45), licence, [SESSIONS, IN_TOUCH, HOME])
            _vary(seeder, story, ago(4), licence, [SESSIONS, HOME, NEW_PARTNER], None)
            _read(seeder, story, send, ago(44), "ew.ro.conviction", ["yes", "no", "could", "yes"])
            ask(ago(9), "Can I go to my son's football match on Saturday?", "go-to-football", 1,
                ShortAnswer.ask_first, "Not yet. I ask your solicitor on Monday and write to you the same day.")  # fmt: skip
            ask(ago(1), "A letter came to my old flat for both of us. What do I do with it?")
            propose = partial(_propose, seeder, story)
            propose(
                ago(30),
                "To keep in touch with your probation practitioner as you are told.",
                DeclineReason.there_already,
            )
            propose(ago(1), "To ask your probation practitioner before you sleep anywhere else, even for one night.")
        case "Lee":
            give(ago(40), restraining, [NO_CONTACT, KEEP_AWAY, NO_LOOKING, NO_MESSENGER])
            _read(seeder, story, send, ago(39), "ew.ro.conviction", ["yes", "could", "yes"])
            # Due some days ago, and another man of the team asked the same.
            ask(ago(6), "Can I watch my lad play football if I stay in the car?", "go-to-football")
            # Varied last week: the area is new, the exception too, and how far to keep away fell out of it.
            _vary(seeder, story, ago(6), restraining, [NO_CONTACT, NO_LOOKING, NO_MESSENGER, AREA], CHILDREN)
        case "Stephen":
            spo = ("ew.spo", ago(70), ago(-660))
            give(ago(68), spo, [NO_CONTACT, NO_LOOKING, HISTORY, SESSIONS, TELL_POLICE], served=ago(69))
            _read(seeder, story, send, ago(66), "ew.spo", ["yes", "could"])
            ask(ago(15), "I may move in with my brother. Whom do I tell?", "moving-house", 1,
                ShortAnswer.ask_first, "Ask before you move. Then go to the police station in person on the day you move.")  # fmt: skip
        case "Kieran":
            # Its date has passed, and nobody has confirmed that it is over: he keeps to it.
            molestation = ("ew.nmo", ago(190), ago(5))
            give(ago(20), molestation, [NO_CONTACT, NOT_TO_GO])
            # The court made it longer; the lead wrote that down, and somebody else has to look.
            longer = ("ew.nmo", ago(190), ago(-360))
            _vary(seeder, story, ago(1), longer, [NO_CONTACT, NOT_TO_GO, NO_LOOKING], None, by="josh", checked=False)
        case "Aaron":
            give(ago(30), restraining, [NO_CONTACT, NO_MESSENGER])
            _read(seeder, story, send, ago(29), "ew.ro.conviction", ["yes"])
            why = "The sealed order says 200 metres in term 3. Please look at it once more."
            _vary(seeder, story, ago(2), restraining, [NO_CONTACT, NO_MESSENGER, KEEP_AWAY], None, sent_back=why)
        case "Neil":
            # No phone: he has it as cards in large type.
            give(ago(38), restraining, [NO_CONTACT, NO_MESSENGER, NOT_TO_GO])
        case "Chris":
            give(ago(60), restraining, [NO_CONTACT, NO_MENTION])
            _read(seeder, story, send, ago(59), "ew.ro.conviction", ["yes", "could"])
            # "This involves nobody" waits for a second person.
            ask(ago(2), "Can I see my doctor about my sleep?", "see-a-doctor", 1, ShortAnswer.nobody,
                "Your doctor works for you. Ring the surgery in the morning.")  # fmt: skip
        case "Paul":
            # He lives in Scotland: another law, another kind of order, and a phone that knows it.
            seeder.at(seeder.local(ago(33), 10), partial(_move, seeder, story, "scotland"))
            harassment = ("sc.nho.criminal", ago(90), None)
            give(ago(32), harassment, [NO_CONTACT, NO_MESSENGER, NO_LOOKING, NOT_TO_GO, HISTORY, HOME], CHILDREN)
            _read(seeder, story, send, ago(31), "sc.nho.criminal", ["yes", "no", "no"])


def _move(seeder: Seeds, story: Story, place: str, session: Session, when: datetime) -> None:
    """Whose law his phone shows."""
    at = seeder.staff(session, when, story.clinician, story.id)
    set_place(at, "en", place)
    at.trail.write(session, when)


def _ago(today: date, days: int) -> date:
    return today - timedelta(days=days)


def _draft(story: Story, told: tuple[str, date, date | None], conditions: list[Condition], exception: str | None,
           served: date | None, seen: date, keys: dict[str, UUID]) -> Draft:  # fmt: skip
    kind_id, made_on, ends_on = told
    terms = [
        Term(
            key=keys.get(library_id), library_id=library_id, blanks=blanks, category=None, kind=None, exact=None,
            plain=None, not_allowed=None, ask_about=None, exception=exception if place == 0 else None,
        )
        for place, (library_id, blanks) in enumerate(conditions)
    ]  # fmt: skip
    return Draft(
        kind_id=kind_id, court=None, made_on=made_on, starts_on=made_on, served_on=served, ends_on=ends_on,
        source=SourceSeen.licence if kind_id == "ew.licence" else SourceSeen.sealed_order, source_seen_on=seen, terms=terms,
    )  # fmt: skip


def _give(seeder: Seeds, story: Story, on: date, told: tuple[str, date, date | None], conditions: list[Condition],
          exception: str | None = None, served: date | None = None) -> None:  # fmt: skip
    """Written in the morning, checked by the lead in the afternoon."""

    def write(session: Session, when: datetime) -> None:
        at = seeder.staff(session, when, story.clinician, story.id)
        order_id = actions.draft(at, _draft(story, told, conditions, exception, served, on, {}), True)
        at.trail.write(session, when)
        _check(seeder, story, order_id, session, when + timedelta(hours=3))

    seeder.at(seeder.local(on, 10, 40), write)


def _vary(seeder: Seeds, story: Story, on: date, told: tuple[str, date, date | None], conditions: list[Condition],
          exception: str | None, *, by: str | None = None, checked: bool = True, sent_back: str | None = None) -> None:  # fmt: skip
    """The next version, written by the clinician unless `by`: checked by the lead, left waiting, or sent back."""

    def write(session: Session, when: datetime) -> None:
        row = _order(session, story, told[0])
        if row is None:
            return
        c = table_of(OrderCondition)
        known = session.execute(sa.select(c.c.library_id, c.c.key).where(c.c.order_id == row.id)).all()
        keys = {one.library_id: one.key for one in known}
        at = seeder.staff(session, when, by or story.clinician, story.id)
        varied = actions.draft(at, _draft(story, told, conditions, exception, None, on, keys), True, row.id)
        at.trail.write(session, when)
        if sent_back:
            lead = seeder.staff(session, when + timedelta(hours=3), "josh", story.id)
            actions.send_back(lead, varied, sent_back, 1)
            lead.trail.write(session, when + timedelta(hours=3))
        elif checked:
            _check(seeder, story, varied, session, when + timedelta(hours=3))

    seeder.at(seeder.local(on, 10, 40), write)


def _check(seeder: Seeds, story: Story, order_id: UUID, session: Session, when: datetime) -> None:
    lead = seeder.staff(session, when, "josh", story.id)
    actions.check(lead, order_id, True, 1)
    lead.trail.write(session, when)


def _order(session: Session, story: Story, kind_id: str) -> Any:
    o = table_of(CourtOrder)
    mine = sa.and_(o.c.participant_id == story.id, o.c.kind_id == kind_id, o.c.state == OrderState.active)
    return session.execute(sa.select(o.c.id, o.c.series_id).where(mine)).first()


def _read(seeder: Seeds, story: Story, send: Send, on: date, kind_id: str, answers: list[str]) -> None:
    """He read it and tried some of the situations."""

    def say(session: Session, when: datetime) -> None:
        row = _order(session, story, kind_id)
        if row is None:
            return
        send(story, "order_read", {"order_id": str(row.id)}, session, when, uuid5(_IDS, f"read {row.id}"))
        at = seeder.staff(session, when, story.clinician, story.id)
        c = table_of(OrderCondition)
        used = session.execute(sa.select(c.c.library_id).where(c.c.order_id == row.id).order_by(c.c.place)).scalars()
        teach_back = at.service.catalogue.teach_back(place_of(at)[1])
        asked = dict.fromkeys(one for used_id in used for one in teach_back.get(used_id or "", []))
        said = [{"scenario_id": one, "answer": answer} for one, answer in zip(asked, answers, strict=False)]
        if said:
            body = {"order_id": str(row.id), "answers": said}
            send(story, "teach_back", body, session, when + timedelta(minutes=6), uuid5(_IDS, f"teach {row.id}"))

    seeder.at(seeder.local(on, 19, 20), say)


def _ask(seeder: Seeds, story: Story, send: Send, on: date, text: str, about: str | None = None, answered_after: int = 0,
         kind: ShortAnswer | None = None, reply: str = "") -> None:  # fmt: skip
    entry_id = uuid5(_IDS, f"{story.reference} {text}")

    def say(session: Session, when: datetime) -> None:
        send(story, "question", {"text": text, "about_answer": about}, session, when, entry_id)

    def answer(session: Session, when: datetime) -> None:
        assert kind is not None
        at = seeder.staff(session, when, story.clinician, story.id)
        questions.answer(at, entry_id, kind, reply, 0)
        at.trail.write(session, when)

    seeder.at(seeder.local(on, 18, 10), say)
    if kind is not None:
        seeder.at(seeder.local(on + timedelta(days=answered_after), 9), answer)


def _propose(seeder: Seeds, story: Story, on: date, text: str, declined: DeclineReason | None = None) -> None:
    """Probation proposes words of its licence in the morning; the clinician may say by noon why they are not taken."""

    def write(session: Session, when: datetime) -> None:
        assert story.officer
        officer = seeder.staff(session, when, story.officer, story.id)
        proposal_id = proposals.propose(officer, text)
        officer.trail.write(session, when)
        if declined:
            at = seeder.staff(session, when + timedelta(hours=2), story.clinician, story.id)
            proposals.decline(at, proposal_id, declined)
            at.trail.write(session, when + timedelta(hours=2))

    seeder.at(seeder.local(on, 10, 5), write)
