"""How often the search of "Can I ...?" finds the right answer, on 503 made-up phrasings and the very file that a phone gets."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from api.act import Service
from tests.journal.test_guard import NODE

ORDERS = Path(__file__).resolve().parents[2] / "web" / "src" / "orders"
ENOUGH = {"seen": 0.9, "held out": 0.9, "night": 0.9, "last": 0.88, "tired": 139 / 150}
"""Of each set, the share that must be found in the first three. Nobody looks at `last` and `tired` when the search is changed."""
SETS = {"seen": 75, "held out": 75, "night": 159, "last": 44, "tired": 150}


@pytest.fixture
def database_kind() -> str:
    """Content does not know which database there is: one is enough."""
    return "sqlite"


def test_the_search_finds_nine_in_ten_in_the_first_three(service: Service, tmp_path: Path) -> None:
    answers = json.loads(service.catalogue.learn_json())["answers"]
    given = tmp_path / "answers.json"
    given.write_text(json.dumps(answers))
    node = [NODE, "--experimental-strip-types", "--no-warnings", str(ORDERS / "find.measure.ts"), str(given)]
    said = subprocess.run(node, capture_output=True, check=False, text=True)
    print(said.stdout)
    figures = re.findall(r"^(.+): (\d+) of (\d+) in the first three", said.stdout, re.MULTILINE)
    assert {name: int(of) for name, _, of in figures} == SETS, said.stderr
    assert [(name, hit, of) for name, hit, of in figures if int(hit) / int(of) < ENOUGH[name]] == []
    assert said.returncode == 0


def test_no_made_up_phrasing_was_put_into_an_answer_and_each_names_one_that_is_there(service: Service) -> None:
    answers = {one["id"]: one for one in json.loads(service.catalogue.learn_json())["answers"]}
    files = "".join((ORDERS / name).read_text() for name in ("find.cases.ts", "find.night.ts", "find.tired.ts"))
    asked = [json.loads(one) for one in re.findall(r'^  (\["[^\n]+\]),$', files, re.MULTILINE)]
    assert len(asked) == sum(SETS.values())
    assert len({typed for typed, *_ in asked}) == len(asked)
    assert {one for _, *ids in asked for one in ids} <= set(answers)
    known = {text.lower() for one in answers.values() for text in [one["question"], *one["phrasings"]]}
    assert [typed for typed, *_ in asked if typed in known] == []
