"""What goes with the end of a programme: nothing new is begun for somebody whom it no longer reaches (product F13).

What was begun can still be closed, corrected and answered, a note can be written and a record put right. And whatever a phone
still sends is kept, whenever it comes (security-and-safety section 5, rule 7): nothing here stands in its way.
"""

from api.act import Access
from api.errors import Problem
from api.people.models import Participant, ParticipantState


class ProgrammeOver(Problem):
    """The programme has ended: the participant's phone shows none of it, and nobody reads what is asked there."""

    slug, title = "programme-over", "The programme has ended, so nothing new can be begun"


def while_it_runs(at: Access, why_not: str | None = None) -> Participant:
    """Whom it is begun for. Raises ProgrammeOver, whose detail is `why_not`."""
    person = at.session.get_one(Participant, at.subject)
    if person.state is ParticipantState.ended:
        raise ProgrammeOver(why_not)
    return person
