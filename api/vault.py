"""Sealing and opening.

What a phone sends is sealed with HPKE (RFC 9180 base mode: DHKEM P-256, HKDF-SHA256, AES-256-GCM) to a public key of
this service. What is stored is sealed with AES-256-GCM under a key of the participant's own, which is wrapped by the
newest key-encryption key of the key file. Erasing a participant destroys that one wrapped key.

A stored value is `format(1) ‖ nonce(12) ‖ ciphertext ‖ tag(16)`, its AAD `table|column|row|participant|version`, so a
value moved to another row, column or person does not open.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

FORMAT = b"\x01"
SYSTEM = "system"
_SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class VaultError(Exception):
    """A key is missing, or a sealed value does not open: wrong key, wrong place, or changed bytes."""


def b64(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Bytes of base64url text without padding. Raises ValueError for anything else."""
    if not text.isascii() or any(c in text for c in "+/="):
        raise ValueError("not base64url")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A participant's key as it is stored: the id of the key-encryption key, and the wrapped bytes."""

    kek_id: str
    wrapped: bytes


class Box:
    """Seals and opens the stored words of one participant, or of the service itself (`owner` = 'system')."""

    __slots__ = ("_cipher", "_owner")

    def __init__(self, key: bytes, owner: str) -> None:
        self._cipher = AESGCM(key)
        self._owner = owner

    def seal(self, table: str, column: str, row: object, plain: bytes, version: int = 1) -> bytes:
        """Sealed bytes, 29 longer than `plain`."""
        nonce = os.urandom(12)
        return FORMAT + nonce + self._cipher.encrypt(nonce, plain, self._aad(table, column, row, version))

    def open(self, table: str, column: str, row: object, sealed: bytes, version: int = 1) -> bytes:
        """The plain bytes. Raises VaultError when they were sealed for another place, or changed."""
        if sealed[:1] != FORMAT:
            raise VaultError("unknown format")
        try:
            return self._cipher.decrypt(sealed[1:13], sealed[13:], self._aad(table, column, row, version))
        except InvalidTag:
            raise VaultError(f"{table}.{column} of row {row} does not open") from None

    def seal_text(self, table: str, column: str, row: object, text: str | None, version: int = 1) -> bytes | None:
        """As `seal`, for text; None stays None."""
        return None if text is None else self.seal(table, column, row, text.encode(), version)

    def open_text(self, table: str, column: str, row: object, sealed: bytes | None, version: int = 1) -> str | None:
        """As `open`, for text; None stays None."""
        return None if sealed is None else self.open(table, column, row, sealed, version).decode()

    def _aad(self, table: str, column: str, row: object, version: int) -> bytes:
        return f"{table}|{column}|{row}|{self._owner}|{version}".encode()


class Vault:
    """The keys of one installation, held in memory from the key file."""

    def __init__(self, keys: dict[str, Any]) -> None:
        try:
            self._keks = {k["id"]: AESGCM(unb64(k["key"])) for k in keys["keks"]}
            self.kek_id: str = keys["keks"][0]["id"]
            self._index_key = unb64(keys["index"])
            self._digest_key = unb64(keys["digest"])
            self._system = Box(unb64(keys["system"]), SYSTEM)
            self._signer = ed25519.Ed25519PrivateKey.from_private_bytes(unb64(keys["signer"]))
            self._openers: dict[str, ec.EllipticCurvePrivateKey] = {}
            self.seal_keys: list[dict[str, str]] = []
            for key in keys["seals"]:
                private = ec.derive_private_key(int.from_bytes(unb64(key["private"]), "big"), ec.SECP256R1())
                self._openers[key["id"]] = private
                self.seal_keys.append({"id": key["id"], "public": b64(_raw(private))})
        except (KeyError, IndexError, ValueError, TypeError) as fault:
            raise VaultError("the key file does not hold the keys that Foothold needs") from fault

    # The file ---------------------------------------------------------------------------------------------------

    @classmethod
    def load(cls, path: Path) -> "Vault":
        """The vault of a key file. Raises VaultError when it is missing, open to others, or not a key file."""
        try:
            if path.stat().st_mode & 0o077:
                raise VaultError(f"{path} can be read by other accounts: chmod 600 it")
            return cls(json.loads(path.read_text()))
        except OSError as fault:
            raise VaultError(f"no key file at {path}") from fault
        except json.JSONDecodeError as fault:
            raise VaultError(f"{path} is not a key file") from fault

    @staticmethod
    def make(path: Path) -> None:
        """Write a new key file, for its owner only. Raises VaultError when one is there already: keys are never replaced."""
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {
            "format": 1,
            "keks": [_new_kek()],
            "index": b64(os.urandom(32)),
            "digest": b64(os.urandom(32)),
            "system": b64(os.urandom(32)),
            "signer": b64(os.urandom(32)),
            "seals": [_new_seal()],
        }
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise VaultError(f"{path} is there already: keys are never replaced, only added to") from None
        with os.fdopen(handle, "w") as file:
            json.dump(keys, file, indent=1)

    @staticmethod
    def rotate(path: Path) -> tuple[str, str]:
        """Add a new wrapping key and a new seal key in front of the old ones. Returns their ids. The old stay readable."""
        keys = json.loads(path.read_text())
        keys["keks"].insert(0, _new_kek())
        keys["seals"].insert(0, _new_seal())
        new = path.with_suffix(".new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(keys, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        return keys["keks"][0]["id"], keys["seals"][0]["id"]

    # Participants' keys ------------------------------------------------------------------------------------------

    def new_key(self, participant_id: object) -> WrappedKey:
        """A fresh wrapped key for one participant."""
        return self._wrap(os.urandom(32), participant_id)

    def rewrap(self, wrapped: WrappedKey, participant_id: object) -> WrappedKey:
        """The same key under the newest key-encryption key."""
        return self._wrap(self._unwrap(wrapped, participant_id), participant_id)

    def box(self, wrapped: WrappedKey, participant_id: object) -> Box:
        """The participant's box. Raises VaultError when its key-encryption key is not in the file."""
        return Box(self._unwrap(wrapped, participant_id), str(participant_id))

    @property
    def system(self) -> Box:
        """The box of the service's own secrets (TOTP, webhook secrets)."""
        return self._system

    # What phones send ---------------------------------------------------------------------------------------------

    def open_sealed(self, key_id: str, sealed: bytes, info: str) -> bytes:
        """The plain bytes of `enc(65) ‖ ciphertext`. Raises VaultError for an unknown key or anything that does not open."""
        private = self._openers.get(key_id)
        if private is None:
            raise VaultError("unknown seal key")
        try:
            return bytes(_SUITE.decrypt(sealed, private, info.encode()))
        except (InvalidTag, ValueError):
            raise VaultError("does not open") from None

    def seal_as_phone(self, plain: bytes, info: str) -> tuple[str, bytes]:
        """What a phone would send: (key id, sealed). For the demonstration data and for other clients in Python."""
        key_id = self.seal_keys[0]["id"]
        return key_id, bytes(_SUITE.encrypt(plain, self._openers[key_id].public_key(), info.encode()))

    # Digests ------------------------------------------------------------------------------------------------------

    def blind_index(self, value: str) -> bytes:
        """A keyed digest by which equal values can be found without storing them."""
        return hmac.digest(self._index_key, value.encode(), "sha256")

    def digest(self, *parts: object) -> bytes:
        """A keyed digest for receipts and for the audit trail's before and after."""
        return hmac.digest(self._digest_key, "|".join(map(str, parts)).encode(), "sha256")

    def sign(self, data: bytes) -> bytes:
        """An Ed25519 signature, for checkpoints."""
        return self._signer.sign(data)

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether `signature` is ours over `data`."""
        try:
            self._signer.public_key().verify(signature, data)
        except Exception:
            return False
        return True

    def _wrap(self, key: bytes, participant_id: object) -> WrappedKey:
        nonce = os.urandom(12)
        sealed = self._keks[self.kek_id].encrypt(nonce, key, f"key|{participant_id}".encode())
        return WrappedKey(self.kek_id, nonce + sealed)

    def _unwrap(self, wrapped: WrappedKey, participant_id: object) -> bytes:
        kek = self._keks.get(wrapped.kek_id)
        if kek is None:
            raise VaultError(f"key {wrapped.kek_id} is not in the key file")
        try:
            return kek.decrypt(wrapped.wrapped[:12], wrapped.wrapped[12:], f"key|{participant_id}".encode())
        except InvalidTag:
            raise VaultError("a participant's key does not open with this key file") from None


def new_token() -> str:
    """256 random bits, as text."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


def _raw(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _new_kek() -> dict[str, str]:
    return {"id": f"k{secrets.token_hex(4)}", "key": b64(os.urandom(32)), "made_at": datetime.now(UTC).isoformat()}


def _new_seal() -> dict[str, str]:
    private = ec.generate_private_key(ec.SECP256R1())
    number = private.private_numbers().private_value
    return {
        "id": f"s{secrets.token_hex(4)}",
        "private": b64(number.to_bytes(32, "big")),
        "made_at": datetime.now(UTC).isoformat(),
    }
