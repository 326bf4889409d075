"""Markdown becomes a closed list of tokens; everything else is refused with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.learning.files import ContentError
from api.learning.tokens import screens

GLOSSARY = {"order": "Rules that a court has set for one person."}


def test_a_screen_holds_paragraphs_headings_lists_notes_strong_words_and_terms() -> None:
    text = (
        "## Two times {#two}\n\nYour [order](term:order) says **no**. [[pha-7]]\n\n### Each of these\n\n"
        "- one thing [[pha-7]]\n- one more [[pha-7, pha-1]]\n\n> Ask first. [[plain]]\n"
    )
    made, claims = screens("a.md", text, 10, GLOSSARY)
    assert [screen.model_dump() for screen in made] == [
        {
            "id": "two",
            "title": "Two times",
            "blocks": (
                {
                    "t": "p",
                    "c": (
                        {"t": "text", "v": "Your "},
                        {"t": "term", "v": "order", "gloss": GLOSSARY["order"]},
                        {"t": "text", "v": " says "},
                        {"t": "strong", "v": "no"},
                        {"t": "text", "v": "."},
                    ),
                },
                {"t": "h", "c": ({"t": "text", "v": "Each of these"},)},
                {"t": "ul", "items": (({"t": "text", "v": "one thing"},), ({"t": "text", "v": "one more"},))},
                {"t": "note", "c": ({"t": "text", "v": "Ask first."},)},
            ),
            "say": "Two times. Your order says no. Each of these. one thing. one more. Ask first.",
        }
    ]
    assert [(claim.line, claim.sources) for claim in claims] == [
        (12, ("pha-7",)),
        (16, ("pha-7",)),
        (17, ("pha-7", "pha-1")),
        (19, ("plain",)),
    ]


@pytest.mark.parametrize(
    ("bad", "line", "reason"),
    [
        ("<script>alert(1)</script>", 3, "HTML"),
        ("Hello <b>you</b>", 3, "HTML"),
        ("<!-- hidden -->", 3, "HTML"),
        ("![a](b.png)", 3, "pictures"),
        ("[go](https://example.com)", 3, "links"),
        ("[go](javascript:alert)", 3, "links"),
        ("[go](term:unknown)", 3, "glossary"),
        ("*soft*", 3, "slanted"),
        ("`code`", 3, "code"),
        ("1. one", 3, "numbered"),
        ("***", 3, "lines across"),
        ("```\ncode\n```", 3, "code"),
        ("# Big", 3, "heading"),
        ("## No id", 3, "a screen begins"),
        ("## Again {#one}", 3, "twice"),
        ("[[pha-7]]", 3, "stands alone"),
        ("> one\n>\n> two", 5, "one paragraph"),
        ("- one\n  - two", 4, "not allowed"),
    ],
)
def test_what_is_not_on_the_list_is_refused_with_its_line(bad: str, line: int, reason: str) -> None:
    with pytest.raises(ContentError, match=reason) as caught:
        screens("a.md", f"## One {{#one}}\n\n{bad}\n", 1, GLOSSARY)
    assert (caught.value.path, caught.value.line) == ("a.md", line)


def test_words_before_the_first_screen_are_refused() -> None:
    with pytest.raises(ContentError, match="before the first screen"):
        screens("a.md", "Hello\n", 1, {})


@given(st.text(max_size=200))
def test_any_text_becomes_tokens_without_markup_or_is_refused(text: str) -> None:
    try:
        made, _ = screens("a.md", f"## One {{#one}}\n\nFirst. [[plain]]\n\n{text}", 1, GLOSSARY)
    except ContentError:
        return
    kinds = {block.t for screen in made for block in screen.blocks}
    assert kinds <= {"p", "h", "ul", "note"}
