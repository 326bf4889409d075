"""A session as a calendar file (iCalendar, RFC 5545), in words that say nothing: calendars lie on lock screens too."""

from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from api.tongue import Both

TITLE = Both("Appointment", "Apwyntiad")
"""In the language of whose calendar it is."""


def calendar_file(
    appointment_id: UUID, planned_at: datetime, minutes: int, now: datetime, language: str = "en"
) -> bytes:
    """One event: "Appointment", in that language, from when to when. Never where, with whom, or what for."""
    calendar = Calendar()
    calendar.add("prodid", "-//Foothold//EN")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"{appointment_id.hex}@foothold")
    event.add("dtstamp", now)
    event.add("dtstart", planned_at)
    event.add("dtend", planned_at + timedelta(minutes=minutes))
    event.add("summary", TITLE.of(language))
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
