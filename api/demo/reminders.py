"""Reminders in the demonstration: three people chose ways, and a week of notices went through a post office that is made up too.

A demonstration sends nothing. What is planned, minded for quiet hours and written down is the app's own; only the carrying is not.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlmodel import Session

from api.act import Service
from api.channels import Result
from api.demo.stories import Story
from api.reminders import actions
from api.reminders.due import plan_reminders
from api.reminders.models import ReminderChannel
from api.reminders.sending import Claimed, Tried, send_reminders

if TYPE_CHECKING:
    from api.demo.seeder import Seeder

DAYS = 7
SMS, EMAIL = ReminderChannel.sms, ReminderChannel.email
CHOSEN = {"Daniel": [SMS, EMAIL], "Lee": [EMAIL], "Kieran": [EMAIL]}
"""In the order in which they are tried."""
NUMBER = "07700 900461"


def reminders(seeder: "Seeder", story: Story, today: date) -> None:
    """One person's choice, if they made one."""
    if story.first_name in CHOSEN:
        seeder.at(seeder.local(today - timedelta(days=DAYS + 1), 15, 20), partial(_choose, seeder, story))


def post_runs(seeder: "Seeder", today: date) -> None:
    """Four times a day for a week, what is due is planned and carried."""
    for back in range(DAYS, -1, -1):
        for hour in (9, 11, 14, 18):
            seeder.run_at(seeder.local(today - timedelta(days=back), hour, 2), _post)


def _choose(seeder: "Seeder", story: Story, session: Session, when: datetime) -> None:
    at = seeder.staff(session, when, story.clinician, story.id)
    at.service = _with_post(at.service)
    mine = CHOSEN[story.first_name]
    email = f"{story.first_name.lower()}@example.org"
    actions.choose(at, mine, email, NUMBER if SMS in mine else None, 22, 7)
    at.trail.write(session, when)


def _post(service: Service, when: datetime) -> None:
    plan_reminders(service, when)
    send_reminders(service, when, _carry)


def _carry(service: Service, one: Claimed, now: datetime) -> Tried:
    """Everything arrives, but on Mondays no text message does, and the next way takes it; Kieran's e-mail address is no more."""
    tried: Tried = []
    for channel in one.channels:
        if channel is EMAIL and one.email == "kieran@example.org":
            came = Result("550", permanent=True)
        elif channel is SMS and now.weekday() == 0:
            came = Result("503")
        else:
            came = Result("201" if channel is SMS else "250", ok=True)
        tried.append((channel, came, None))
        if came.ok:
            break
    return tried


def _with_post(service: Service) -> Service:
    """The service as if it could send: what is not set up cannot be chosen."""
    settings = service.settings.model_copy(update={"smtp_url": "smtp://localhost:25", "notify_key": "demonstration"})
    return replace(service, settings=settings)
