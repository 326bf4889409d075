"""Every setting is in the README's table with its default, and the service refuses to start when it should."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from api.__main__ import app
from api.settings import Settings
from api.vault import Vault, VaultError

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()


def table() -> dict[str, tuple[str, str]]:
    """The README's rows: name → (default, words)."""
    rows = re.findall(r"^\| `(FOOTHOLD_\w+)` \| (.*?) \| (.*?) \|$", README, re.M)
    return {name: (default.strip("`"), words) for name, default, words in rows}


def test_the_readme_has_every_setting_and_no_other() -> None:
    wanted = {}
    for name, field in Settings.model_fields.items():
        default = field.get_default()
        shown = "" if default in ("", None) else str(int(default) if isinstance(default, bool) else default)
        wanted[f"FOOTHOLD_{name.upper()}"] = (shown, field.description)
    assert len(wanted) > 10
    assert table() == wanted


def make(tmp_path: Path, **over: Any) -> Settings:
    keys = tmp_path / "keys.json"
    if not keys.exists():
        Vault.make(keys)
    given: dict[str, Any] = {"key_file": keys, "public_url": "https://foothold.example"} | over
    return Settings(**given)


def test_a_proper_installation_has_nothing_to_refuse(tmp_path: Path) -> None:
    assert make(tmp_path).refusals() == []


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"public_url": "http://foothold.example"}, "https://"),
        ({"webhook_local": True}, "WEBHOOK_LOCAL"),
        ({"key_file": Path("nowhere/keys.json")}, "no key file"),
    ],
)
def test_it_says_which_thing_is_wrong(tmp_path: Path, over: dict[str, Any], words: str) -> None:
    (reason,) = make(tmp_path, **over).refusals()
    assert words in reason


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    settings = make(tmp_path)
    settings.key_file.chmod(0o644)
    (reason,) = settings.refusals()
    assert "chmod 600" in reason
    with pytest.raises(VaultError):
        Vault.load(settings.key_file)


def test_a_demonstration_stays_on_this_machine(tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        make(tmp_path, demo=True)
    assert make(tmp_path, demo=True, public_url="http://localhost:8000").refusals() == []


def test_a_demonstration_says_the_port_that_it_listens_on(tmp_path: Path) -> None:
    make(tmp_path)
    assert Settings(key_file=tmp_path / "keys.json", demo=True, port=8461).public_url == "http://localhost:8461"
    assert Settings(key_file=tmp_path / "keys.json", port=8461).public_url == "http://localhost:8000"


def test_a_demonstration_whose_port_is_taken_says_so_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        given = {"DEMO": "1", "PORT": str(taken.getsockname()[1]), "KEY_FILE": str(tmp_path / "keys.json")}
        for name, value in given.items():
            monkeypatch.setenv(f"FOOTHOLD_{name}", value)
        said = CliRunner().invoke(app, ["demo"])
    assert said.exit_code == 2
    assert f"Port {given['PORT']} is in use." in said.output
    assert not (tmp_path / "keys.json").exists()


def test_keys_are_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Vault.make(path)
    with pytest.raises(VaultError):
        Vault.make(path)


def test_rotated_keys_leave_the_old_readable(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    Vault.make(path)
    old = Vault.load(path)
    wrapped = old.new_key("someone")
    sealed = old.box(wrapped, "someone").seal("t", "c", 1, b"words")
    key_id, sent = old.seal_as_phone(b"plain", "info")
    Vault.rotate(path)
    new = Vault.load(path)
    assert new.box(wrapped, "someone").open("t", "c", 1, sealed) == b"words"
    assert new.rewrap(wrapped, "someone").kek_id == new.kek_id != old.kek_id
    assert new.open_sealed(key_id, sent, "info") == b"plain"
    assert [k["id"] for k in new.seal_keys][1] == key_id


@pytest.mark.parametrize("place", [("u", "c", 1), ("t", "d", 1), ("t", "c", 2)])
def test_a_sealed_value_opens_only_in_its_place(tmp_path: Path, place: tuple[str, str, int]) -> None:
    path = tmp_path / "keys.json"
    Vault.make(path)
    vault = Vault.load(path)
    wrapped = vault.new_key("someone")
    sealed = vault.box(wrapped, "someone").seal("t", "c", 1, b"words")
    with pytest.raises(VaultError):
        vault.box(wrapped, "someone").open(*place, sealed)
    with pytest.raises(VaultError):
        vault.box(wrapped, "somebody else")
