"""How a message leaves this machine: a signed webhook over a pinned address, or an e-mail that points and says nothing.

Webhooks follow the Standard Webhooks headers. An address is resolved once, refused unless every answer is a global one,
and that answer is what is connected to, so that a name which changes its mind reaches nothing inside (security C16).
"""

import base64
import hashlib
import hmac
import ipaddress
import re
import secrets
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import httpx

from api.settings import Settings

TIMEOUT_SECONDS = 10.0
WHOLE_SECONDS = 20.0
"""A peer that answers one byte at a time is cut off after this."""

ANSWER_BYTES = 64 * 1024
GONE = 410

_NAME = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
"""A DNS name whose last label begins with a letter: no number spells an address past it, in any base."""

_LOCAL = {"localhost", "127.0.0.1", "::1"}

_SPECIAL = [
    ipaddress.ip_network(network)
    for network in (
        # IPv6 that carries an IPv4 address inside: what it leads to is not what it looks like.
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/23", "::/96",
        # Set apart for protocols; older Pythons call some of these global.
        "192.0.0.0/24", "192.88.99.0/24", "100::/64", "3fff::/20", "5f00::/16",
    )
]  # fmt: skip
"""Ranges that are refused whatever the standard library says of them (IANA's special-purpose registries)."""


class BadAddress(Exception):
    """An address that webhooks may not go to."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one try. `status` is an HTTP or SMTP number, or a word of ours; never an answer's text."""

    status: str
    ok: bool = False
    permanent: bool = False


# Webhooks -------------------------------------------------------------------------------------------------------------


def new_secret() -> str:
    """A fresh webhook secret: whsec_ and the base64 of 32 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 over id.timestamp.body, under a whsec_ secret."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join((message_id.encode(), str(timestamp).encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def checked_url(url: str, *, local: bool) -> httpx.URL:
    """The address, if webhooks may be sent there by its form. Raises BadAddress.

    https on port 443 to a DNS name, with no user and no fragment. `local` also allows http to this machine.
    """
    if not url.isascii() or not url.isprintable() or "\\" in url or " " in url or len(url) > 500:
        raise BadAddress("characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        parsed = httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        raise BadAddress("form") from None
    if "@" in parts.netloc or parts.fragment or "#" in url:
        raise BadAddress("form")
    if parsed.raw_host.decode() != host or not host:
        raise BadAddress("form")
    if local and parts.scheme == "http" and host in _LOCAL:
        return parsed
    if parts.scheme != "https" or port not in (None, 443):
        raise BadAddress("https on port 443 only")
    if not _NAME.fullmatch(host):
        raise BadAddress("name")
    return parsed


def is_global(address: str) -> bool:
    """Whether an address is out in the world: not private, loopback, link-local, multicast, reserved or translated."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_global(str(ip.ipv4_mapped))
        if ip.scope_id or ip.is_site_local:
            return False
    if any(ip in network for network in _SPECIAL if network.version == ip.version):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the machine's resolver gives them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def pinned(url: httpx.URL, *, local: bool) -> httpx.URL:
    """The same address with its name replaced by the one answer to connect to. Raises BadAddress or OSError.

    One answer that is not global refuses them all: a name that mixes them is not one to trust.
    """
    on_this_machine = url.scheme == "http"
    answers = resolve(url.host, url.port or (80 if on_this_machine else 443))
    if not answers:
        raise OSError("no address")
    for answer in answers:
        if not (local and ipaddress.ip_address(answer).is_loopback if on_this_machine else is_global(answer)):
            raise BadAddress("address")
    return url.copy_with(host=answers[0])


def send_webhook(
    url: str, live_secrets: Sequence[str], message_id: str, body: bytes, now: datetime, *, local: bool
) -> Result:
    """Post one signed message. 2xx is delivered; 410 and a refused address are final; anything else is tried again."""
    try:
        asked = checked_url(url, local=local)
        target = pinned(asked, local=local)
    except BadAddress:
        return Result("address-refused", permanent=True)
    except OSError:
        return Result("no-address")
    stamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signature(secret, message_id, stamp, body) for secret in live_secrets),
    }
    return post(asked, target, headers, body)


def post(asked: httpx.URL, target: httpx.URL, headers: dict[str, str], body: bytes) -> Result:
    """Post once to a pinned address, which `pinned` made of `asked`. 2xx is delivered, 410 is final."""
    headers = {
        "Host": asked.netloc.decode(), "User-Agent": "Foothold/1", "Accept-Encoding": "identity", **headers,
    }  # fmt: skip
    client = httpx.Client(
        trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS, verify=tls(), http1=True, http2=False
    )
    # Timeouts count between bytes; the alarm ends a peer that drips them.
    alarm = threading.Timer(WHOLE_SECONDS, client.close)
    alarm.daemon = True
    alarm.start()
    try:
        # The connection goes to the pinned address; the certificate is still checked against the name.
        with client.stream(
            "POST", target, content=body, headers=headers, extensions={"sni_hostname": asked.host}
        ) as answer:
            if not _small(answer):
                return Result("answer-too-large")
            if answer.is_success:
                return Result(str(answer.status_code), ok=True)
            return Result(str(answer.status_code), permanent=answer.status_code == GONE)
    except httpx.TimeoutException:
        return Result("timeout")
    except httpx.ConnectError as fault:
        return Result("tls" if isinstance(_root(fault), ssl.SSLError) else "no-connection")
    except (httpx.HTTPError, httpx.StreamError, OSError, RuntimeError):
        return Result("broken-off")
    finally:
        alarm.cancel()
        client.close()


def tls() -> ssl.SSLContext:
    """What the other side's certificate is checked with."""
    return httpx.create_ssl_context(trust_env=False)


def _small(answer: httpx.Response) -> bool:
    """Read the answer away, raw, up to the cap and the time. Its words are of no interest."""
    read, ends = 0, time.monotonic() + WHOLE_SECONDS
    for chunk in answer.iter_raw():
        read += len(chunk)
        if read > ANSWER_BYTES or time.monotonic() > ends:
            return False
    return True


def _root(fault: BaseException) -> BaseException:
    while behind := fault.__cause__ or fault.__context__:
        fault = behind
    return fault


# E-mail ---------------------------------------------------------------------------------------------------------------


def send_pointer(settings: Settings, to: str, message_id: str, pointer: str, now: datetime) -> Result:
    """E-mail "You have a message" and where to sign in. Nothing else, in the subject or below it (security C23)."""
    server = urlsplit(settings.smtp_url)
    host, wrapped = server.hostname or "localhost", server.scheme == "smtps"
    mail = EmailMessage()
    mail["From"] = settings.mail_from
    mail["To"] = to
    mail["Subject"] = pointer
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id}@{settings.mail_from.rpartition('@')[2] or 'localhost'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{pointer}.\n\n{settings.origin}\n")
    try:
        if wrapped:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, server.port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(host, server.port or 25, timeout=TIMEOUT_SECONDS)
        with smtp:
            covered = wrapped
            if not wrapped and _offers_tls(smtp):
                smtp.starttls(context=ssl.create_default_context())
                covered = True
            if server.username:
                if not covered and host not in _LOCAL:
                    return Result("no-tls")  # The password is not said in clear.
                smtp.login(unquote(server.username), unquote(server.password or ""))
            smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        return Result(f"smtp-{code}", permanent=500 <= code < 600)
    except smtplib.SMTPResponseException as refused:
        # A 5xx before the recipient was named is about our account or their server: worth another try.
        final = isinstance(refused, smtplib.SMTPDataError) and refused.smtp_code >= 500
        return Result(f"smtp-{refused.smtp_code}", permanent=final)
    except TimeoutError:
        return Result("timeout")
    except (smtplib.SMTPException, OSError):
        return Result("no-connection")
    return Result("250", ok=True)


def _offers_tls(smtp: smtplib.SMTP) -> bool:
    smtp.ehlo_or_helo_if_needed()
    return smtp.has_extn("starttls")
