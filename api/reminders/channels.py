"""How one reminder leaves: a Web Push, a text message by GOV.UK Notify, or an e-mail. All say the same words and no more.

A notice never says who sent it, or why: it lies on lock screens and is read over shoulders (security C18, C23; content-facts
section 7). An address for pushes comes from a phone, so it is trusted no more than a webhook's (security C16).
"""

import base64
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.channels import TIMEOUT_SECONDS, BadAddress, Result, checked_url, pinned, post, tls
from api.settings import LOCAL_HOSTS, Settings
from api.tongue import Both

WORDS = Both("You have a message", "Mae gennych neges")
"""All that a notice ever says, on every channel, in the language of whom it is for; on the phone under the app's name."""

PUSH_LIVES = timedelta(hours=12)
"""How long a push service may hold a push for a phone that is off."""

GONE = {"404", "410", "address-refused"}
"""What says that a phone's subscription will never take a push again."""


class BadPushAddress(Exception):
    """A phone named a push service that is not one we send to."""


# Push -----------------------------------------------------------------------------------------------------------------


def make_push_key(path: Path) -> None:
    """Make the key that signs pushes (VAPID, RFC 8292), readable by its owner only. Raises FileExistsError."""
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


def push_public_key(settings: Settings) -> str | None:
    """The public half for `pushManager.subscribe`: base64url of the uncompressed point; None where pushes are not set up."""
    if settings.push_key_file is None:
        return None
    raw = (
        _push_key(settings.push_key_file)
        .public_key()
        .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def check_push_address(settings: Settings, endpoint: str) -> None:
    """Raises BadPushAddress unless the endpoint is https on 443 at a push service that we send to."""
    try:
        url = checked_url(endpoint, local=settings.webhook_local)
    except BadAddress:
        raise BadPushAddress from None
    known = [name.strip() for name in settings.push_hosts.split(",") if name.strip()]
    here = settings.webhook_local and url.host in LOCAL_HOSTS
    if not here and not any(url.host == name or url.host.endswith(f".{name}") for name in known):
        raise BadPushAddress


def send_push(settings: Settings, address: dict[str, Any], language: str, now: datetime) -> Result:
    """One push to one browser: {endpoint, p256dh, auth}. Encrypted for it (RFC 8291), signed by us (RFC 8292).

    It carries the language alone, and that only where it is not English; the phone has the words.
    """
    if settings.push_key_file is None:
        return Result("not-set-up", permanent=True)
    from py_vapid import Vapid02
    from pywebpush import WebPusher, WebPushException

    try:
        check_push_address(settings, address["endpoint"])
        asked = checked_url(address["endpoint"], local=settings.webhook_local)
        target = pinned(asked, local=settings.webhook_local)
        sealed = WebPusher(
            {"endpoint": address["endpoint"], "keys": {"p256dh": address["p256dh"], "auth": address["auth"]}}
        ).encode(
            json.dumps({"v": 1} | ({} if language == "en" else {"language": language})).encode(),
            content_encoding="aes128gcm",
        )
    except (BadAddress, BadPushAddress, WebPushException, ValueError, KeyError):
        return Result("address-refused", permanent=True)
    except OSError:
        return Result("no-address")
    assert sealed is not None
    claims = {
        "sub": settings.push_contact,
        "aud": f"{asked.scheme}://{asked.netloc.decode()}",
        "exp": int((now + PUSH_LIVES).timestamp()),
    }
    signed = Vapid02(private_key=_push_key(settings.push_key_file)).sign(claims)
    headers = {
        **signed,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(PUSH_LIVES.total_seconds())),
        "Urgency": "normal",
    }
    return post(asked, target, headers, bytes(sealed["body"]))


def _push_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


# Text messages --------------------------------------------------------------------------------------------------------


def send_sms(settings: Settings, mobile: str, reference: str, language: str, now: datetime) -> Result:
    """One text message through GOV.UK Notify, whose template for that language says the same words; without one, the English. `reference` is the reminder's id.

    The API key is name, service id and secret, joined by hyphens; the token is a JWT under that secret (Notify's API).
    """
    if not settings.notify_key:
        return Result("not-set-up", permanent=True)
    service_id, secret = settings.notify_key[-73:-37], settings.notify_key[-36:]
    token = jwt.encode({"iss": service_id, "iat": int(now.timestamp())}, secret, algorithm="HS256")
    template = (settings.notify_template_cy if language == "cy" else "") or settings.notify_template
    body = {"phone_number": mobile, "template_id": template, "reference": reference}
    try:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS, verify=tls()) as client:
            answer = client.post(
                f"{settings.notify_url}/v2/notifications/sms", json=body, headers={"Authorization": f"Bearer {token}"}
            )
    except httpx.TimeoutException:
        return Result("timeout")
    except (httpx.HTTPError, OSError):
        return Result("no-connection")
    # 400 is about this number or the template: it will say the same again. 403 and 429 may pass.
    return Result(str(answer.status_code), ok=answer.status_code == 201, permanent=answer.status_code == 400)


def reference_of(reminder_id: UUID) -> str:
    """What a delivery is called outside: says nothing about whom or what it is for."""
    return reminder_id.hex
