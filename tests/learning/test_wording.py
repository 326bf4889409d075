"""What says that contact is allowed, and what shows how to watch someone, is found; what forbids either is not."""

import pytest

from api.learning.wording import how_to_watch, leave_for_contact

LEAVES = """You can text them once.
You may reply to her if it is about the child.
You're allowed to call him.
It's fine to message them on a birthday.
It is okay to wave to the other person.
Contact is allowed if they agree.
Contact with them is fine now.
Replying is okay.
Text them to say thanks.
Then ring her.
If they agree, you can meet.
You could always look at their page.
You can briefly see them.
You are free to go near the other person.
That is a reasonable excuse."""

HELD_BACK = """You can't text them.
You may not reply to her.
You can never call him.
Can you message them?
Contact is not allowed, even if they agree.
You can ring your solicitor.
You can call 999 at any time.
Ring your solicitor. Ask them.
You can only contact them by the way your order names.
Do not text them, and do not like a photo.
Nobody can let you contact them but the court.
They can go to court.
You can tell your clinician what happened.
Only a court decides if there was a reasonable excuse."""

HOW = """Put an AirTag in the car.
He shows how to find a new address.
Look without them knowing.
So that they can't see it was you.
Guess their password.
Search for her name each day.
Make a fake profile.
Turn on Find My Phone.
Ask their friends where they go.
A reverse image search.
Drive past their house to see the lights.
He leaves a phone in the car to listen, hide a phone under the seat."""

INNOCENT = """He watches what they do online.
Following someone is on the list.
Ask how to get help with money.
Ask your friends not to carry news.
He walks past the shop on his way to work.
The law lists watching or spying.
A friend shows him a photo.
Ask how you can find a solicitor near you.
Turn the phone off and put it in a drawer.
You find it hard to sleep."""


@pytest.mark.parametrize("words", LEAVES.splitlines())
def test_a_leave_for_contact_is_found(words: str) -> None:
    assert leave_for_contact(f"Before it. {words} After it.") is not None


@pytest.mark.parametrize("words", HELD_BACK.splitlines())
def test_what_holds_back_is_no_leave(words: str) -> None:
    assert leave_for_contact(words) is None


@pytest.mark.parametrize("words", HOW.splitlines())
def test_what_shows_how_to_watch_is_found(words: str) -> None:
    assert how_to_watch(words) is not None


@pytest.mark.parametrize("words", INNOCENT.splitlines())
def test_what_names_the_act_only_is_let_through(words: str) -> None:
    assert how_to_watch(words) is None
