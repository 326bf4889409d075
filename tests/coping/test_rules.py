"""What a rule's `then` may say: a positive act (content-facts 4.4)."""

import pytest

from api.coping.rules import positive_act

REFUSED = [
    "I will not text",
    "I won't text",
    "I won’t text",
    "i wont text",
    "I'll not text them",
    "I will never drive past",
    "Never look",
    "Don't look at the profile",
    "dont reply",
    "do not reply",
    "I must not go there",
    "I mustn't go there",
    "I can't go there",
    "I cannot go there",
    "I shouldn't call",
    "I stop myself looking",
    "I stop looking",
    "Stop checking",
    "I stop all contact",
    "Avoid the street",
    "I avoid going there",
    "I refrain from calling",
    "I resist the urge",
    "I give up looking",
    "I quit",
    "I keep from calling",
    "I keep myself from calling",
    "I hold myself back",
    "I stay off the phone",
    "I stay out of the chat",
    "No contact",
    "no more texts",
    "I send no messages",
    "I do nothing",
    "I put the phone away and do not look at it",
    "I look less often",
    "  ",
]

FINE = [
    "I put the phone in the drawer and wash up",
    "I ring my brother",
    "I walk to the shop and back",
    "I stop and breathe for 3 minutes",
    "Stop, step back, look around",
    "I say no to a drink",
    "I turn the phone off and lie down with the radio on",
    "I keep my phone in the kitchen",
    "I go for a run, knot my laces well",
    "I write one line in my notebook",
    "I take notice of 5 sounds",
    "I give my phone to my mum",
    "I want a cup of tea, so I make one",
    "I leave by the other door",
]


@pytest.mark.parametrize("then", REFUSED)
def test_a_rule_that_says_what_will_not_be_done_is_refused_with_a_reason(then: str) -> None:
    assert positive_act(then)


@pytest.mark.parametrize("then", FINE)
def test_a_rule_that_says_what_will_be_done_is_taken(then: str) -> None:
    assert positive_act(then) is None


@pytest.mark.parametrize(
    ("then", "starts"),
    [
        ("I will not text", "I put the phone"),
        ("I won't look at the profile", "I close the app"),
        ("I will not drive past", "I turn round"),
        ("I won't drink", "I make a hot drink"),
        ("I will not lose it", "I breathe"),
        ("I won't", "I walk round the block"),
    ],
)
def test_the_refusal_offers_an_act_that_fits_what_was_written(then: str, starts: str) -> None:
    assert f"For example: {starts}" in (positive_act(then) or "")


@pytest.mark.parametrize("then", REFUSED)
def test_every_act_on_offer_is_itself_taken(then: str) -> None:
    _, _, offered = (positive_act(then) or "").partition("For example: ")
    assert positive_act(offered or "I walk") is None
