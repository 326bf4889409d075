"""Where a probation organisation's own system listens: added by the command line, the secret shown once."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from api import channels
from api.act import Access
from api.attendance.models import WebhookEndpoint
from api.db import table_of
from api.errors import NotFound, Problem


class AddressRefused(Problem):
    """Webhooks go to https addresses on port 443, by name, and to nowhere inside."""

    slug, title = "address-refused", "Webhooks need an https:// address on port 443, by name"


def add_endpoint(at: Access, organisation: str, url: str) -> tuple[UUID, str]:
    """Add an address for everyone of `organisation`. Returns its id and its secret, which is never shown again."""
    try:
        channels.checked_url(url, local=at.settings.webhook_local)
    except channels.BadAddress:
        raise AddressRefused from None
    endpoint = WebhookEndpoint(organisation=organisation, url=url, secret=b"", made_at=at.now)
    secret = channels.new_secret()
    endpoint.secret = _sealed(at, "secret", endpoint.id, secret)
    at.session.add(endpoint)
    at.session.flush()
    at.audit("webhook_add", f"webhook_endpoint:{endpoint.id}")
    return endpoint.id, secret


def new_secret(at: Access, endpoint_id: UUID) -> str:
    """Begin a rotation: a second secret, with which messages are signed besides. Returned once."""
    endpoint = _endpoint(at, endpoint_id)
    secret = channels.new_secret()
    endpoint.next_secret = _sealed(at, "next_secret", endpoint.id, secret)
    at.session.flush()
    at.audit("webhook_secret_add", f"webhook_endpoint:{endpoint.id}")
    return secret


def drop_old_secret(at: Access, endpoint_id: UUID) -> None:
    """End a rotation: the second secret becomes the only one. Without a second one, nothing changes."""
    endpoint = _endpoint(at, endpoint_id)
    if endpoint.next_secret is None:
        return
    plain = at.vault.system.open("webhook_endpoint", "next_secret", endpoint.id, endpoint.next_secret).decode()
    endpoint.secret, endpoint.next_secret = _sealed(at, "secret", endpoint.id, plain), None
    at.session.flush()
    at.audit("webhook_secret_drop", f"webhook_endpoint:{endpoint.id}")


def end_endpoint(at: Access, endpoint_id: UUID) -> None:
    """Stop sending new messages to an address. What waits already is still tried."""
    w = table_of(WebhookEndpoint)
    at.session.execute(sa.update(w).where(w.c.id == endpoint_id).values(active=False))
    at.audit("webhook_end", f"webhook_endpoint:{endpoint_id}")


def _endpoint(at: Access, endpoint_id: UUID) -> WebhookEndpoint:
    found: WebhookEndpoint | None = at.session.execute(
        sa.select(WebhookEndpoint).where(col(WebhookEndpoint.id) == endpoint_id).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def _sealed(at: Access, column: str, endpoint_id: UUID, secret: str) -> bytes:
    return at.vault.system.seal("webhook_endpoint", column, endpoint_id, secret.encode())
