"""The forms of "I will not" over one list of sentences, which web/src/coping/positive-act.test.ts reads as well."""

from pathlib import Path

from api.coping.rules import positive_act

ACTS = Path(__file__).with_name("acts.txt")


def test_every_sentence_is_judged_as_the_list_says(capsys: object) -> None:
    rows = [
        (line[0] == "+", line[2:].strip()) for line in ACTS.read_text(encoding="utf-8").splitlines() if line[:1] in "+-"
    ]
    assert len(rows) >= 200
    wrong = [(taken, said) for taken, said in rows if (positive_act(said) is None) != taken]
    missed, false = sum(not taken for taken, _ in wrong), sum(taken for taken, _ in wrong)
    print(
        f"{len(rows)} sentences: {missed} of {sum(not t for t, _ in rows)} missed, {false} of {sum(t for t, _ in rows)} refused wrongly"
    )
    assert not wrong
