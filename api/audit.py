"""The hash-chained trail: who did what to whose record, and that nobody changed it since.

One chain per participant and one for the system. A row holds ids, codes and counts, never what a person wrote. Rows are
written in the transaction of the change they describe; the chain's head row is locked for it, in sorted order, `system`
last, so that writers of different people never wait for each other and never deadlock (security C10).
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel

from api.clock import utc
from api.db import insert_ignoring, instant, table_of
from api.vault import Vault

SYSTEM = "system"
_START = b"\0" * 32


class AuditEntry(SQLModel, table=True):
    """One row of the trail. `hash` covers every other column and the hash of the row before it in the chain."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_at", "at"),
        sa.Index("ix_audit_entry_participant_id_at", "participant_id", "at"),
    )
    chain: str = Field(primary_key=True, max_length=36)
    seq: int = Field(primary_key=True)
    previous: bytes
    at: datetime = instant()
    actor_id: UUID | None = None
    role: str = Field(max_length=12)
    session: str | None = Field(default=None, max_length=16)
    action: str = Field(max_length=60)
    resource: str = Field(max_length=120)
    participant_id: UUID | None = None
    outcome: str = Field(max_length=10)
    reason: str | None = Field(default=None, max_length=60)
    request_id: str | None = Field(default=None, max_length=36)
    version: int | None = None
    count: int | None = None
    digest: bytes | None = None
    hash: bytes


class AuditHead(SQLModel, table=True):
    """The last row of a chain."""

    __tablename__ = "audit_head"
    chain: str = Field(primary_key=True, max_length=36)
    seq: int
    hash: bytes


class AuditSubject(SQLModel, table=True):
    """That a system row (a list) showed this participant: so that "who saw my record" finds it."""

    __tablename__ = "audit_subject"
    participant_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)


class AuditCheckpoint(SQLModel, table=True):
    """A signature over all heads at one moment."""

    __tablename__ = "audit_checkpoint"
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    at: datetime = instant(index=True)
    chains: int
    heads_digest: bytes
    signature: bytes


@dataclass(slots=True)
class Line:
    """An audit row before it has its place in a chain."""

    action: str
    resource: str
    participant_id: UUID | None = None
    outcome: str = "done"
    reason: str | None = None
    version: int | None = None
    count: int | None = None
    digest: bytes | None = None
    subjects: Sequence[UUID] = ()
    system: bool = False

    @property
    def chain(self) -> str:
        return SYSTEM if self.system or self.participant_id is None else str(self.participant_id)


@dataclass(slots=True)
class Actor:
    """Who is acting, as the trail names them. `id` is a user's, a device's, or None for the service itself."""

    role: str
    id: UUID | None = None
    session: str | None = None
    request_id: str | None = None


SERVICE = Actor("service")


@dataclass(slots=True)
class Trail:
    """The audit rows of one transaction, gathered by the actions and written by its last statement."""

    actor: Actor
    lines: list[Line] = field(default_factory=list)

    def record(self, action: str, resource: str, participant_id: UUID | None = None, **more: Any) -> None:
        """Note one action. `resource` is `table:id`; see Line for what else may be said."""
        self.lines.append(Line(action, resource, participant_id, **more))

    def write(self, session: Session, now: datetime) -> None:
        """Write the gathered rows at the ends of their chains. The transaction's last statements: heads stay locked until it ends."""
        lines, self.lines = self.lines, []
        if lines:
            session.flush()
            append(session, now, self.actor, lines)


def append(session: Session, now: datetime, actor: Actor, lines: Iterable[Line]) -> None:
    """Put `lines` at the ends of their chains, locking each head once, sorted, `system` last."""
    by_chain: dict[str, list[Line]] = {}
    for line in lines:
        by_chain.setdefault(line.chain, []).append(line)
    ordered = sorted(by_chain, key=lambda chain: (chain == SYSTEM, chain))
    read_head, move_head = _head_statements(session.get_bind().dialect.name)
    rows: list[dict[str, Any]] = []
    subjects: list[dict[str, Any]] = []
    for chain in ordered:
        head = session.execute(read_head, {"of": chain}).first()
        if head is None:
            _start_chain(session, chain)
            head = session.execute(read_head, {"of": chain}).one()
        seq, previous = head
        for line in by_chain[chain]:
            seq += 1
            row = {
                "chain": chain,
                "seq": seq,
                "previous": previous,
                "at": now,
                "actor_id": actor.id,
                "role": actor.role,
                "session": actor.session,
                "action": line.action,
                "resource": line.resource,
                "participant_id": line.participant_id,
                "outcome": line.outcome,
                "reason": line.reason,
                "request_id": actor.request_id,
                "version": line.version,
                "count": line.count if line.count is not None else (len(line.subjects) or None),
                "digest": line.digest,
            }
            previous = row["hash"] = row_hash(row)
            rows.append(row)
            subjects.extend({"participant_id": subject, "seq": seq} for subject in line.subjects if chain == SYSTEM)
        session.execute(move_head, {"of": chain, "seq": seq, "hash": previous})
    session.execute(sa.insert(table_of(AuditEntry)), rows)
    if subjects:
        session.execute(sa.insert(table_of(AuditSubject)), subjects)


@lru_cache
def _head_statements(database: str) -> tuple[Any, Any]:
    """(read a head, locked where rows can be; move a head to given seq and hash), made once: every change writes here."""
    heads = table_of(AuditHead)
    read = sa.select(heads.c.seq, heads.c.hash).where(heads.c.chain == sa.bindparam("of"))
    move = sa.update(heads).where(heads.c.chain == sa.bindparam("of"))
    return read.with_for_update() if database == "postgresql" else read, move


def _start_chain(session: Session, chain: str) -> None:
    table = table_of(AuditHead)
    insert_ignoring(session, table, [{"chain": chain, "seq": 0, "hash": _START}], table.c.chain)


def row_hash(row: dict[str, Any]) -> bytes:
    """SHA-256 over the row's columns in a fixed order and form, the previous hash among them."""
    parts = [
        row["chain"],
        row["seq"],
        row["previous"].hex(),
        _instant_text(row["at"]),
        str(row["actor_id"]) if row["actor_id"] else "",
        row["role"],
        row["session"] or "",
        row["action"],
        row["resource"],
        str(row["participant_id"]) if row["participant_id"] else "",
        row["outcome"],
        row["reason"] or "",
        row["request_id"] or "",
        row["version"],
        row["count"],
        row["digest"].hex() if row["digest"] else "",
    ]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode()).digest()


def _instant_text(at: datetime) -> str:
    return utc(at).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found. `first_bad` is (chain, seq, why) of the first row that does not hold."""

    chains: int
    rows: int
    first_bad: tuple[str, int, str] | None
    checkpoint_at: datetime | None

    @property
    def ok(self) -> bool:
        return self.first_bad is None


def verify(session: Session, vault: Vault) -> Verdict:
    """Walk every chain from its first row; compare with the heads and with the newest signed checkpoint."""
    rows_table, heads_table = table_of(AuditEntry), table_of(AuditHead)
    heads = {row.chain: (row.seq, row.hash) for row in session.execute(sa.select(heads_table))}
    count, bad = 0, None
    chain, seq, previous = "", 0, _START
    seen: dict[str, tuple[int, bytes]] = {}
    checkpoint = session.execute(
        sa.select(table_of(AuditCheckpoint)).order_by(table_of(AuditCheckpoint).c.at.desc()).limit(1)
    ).first()
    every = sa.select(rows_table).order_by(rows_table.c.chain, rows_table.c.seq).execution_options(yield_per=1000)
    with session.execute(every) as rows:
        for row in rows.mappings():
            if row["chain"] != chain:
                chain, seq, previous = row["chain"], 0, _START
            count += 1
            if row["seq"] != seq + 1:
                bad = (chain, seq + 1, "missing")
            elif row["previous"] != previous:
                bad = (chain, row["seq"], "does not follow the row before it")
            elif row["hash"] != row_hash(dict(row)):
                bad = (chain, row["seq"], "changed")
            if bad:
                break
            seq, previous = row["seq"], row["hash"]
            seen[chain] = (seq, previous)
    if bad is None:
        for name, (last, digest) in sorted(heads.items()):
            if last and seen.get(name) != (last, digest):
                bad = (name, last, "the end of the chain is missing or changed")
                break
    if bad is None:
        orphans = sorted(set(seen) - set(heads))
        if orphans:
            bad = (orphans[0], seen[orphans[0]][0], "its head is missing")
    if bad is None and checkpoint is not None and not vault.verify(checkpoint.signature, checkpoint.heads_digest):
        bad = (SYSTEM, 0, "the newest checkpoint's signature is not ours")
    return Verdict(len(seen), count, bad, checkpoint.at if checkpoint else None)


def checkpoint(session: Session, now: datetime, vault: Vault) -> dict[str, Any]:
    """Sign the set of heads. Returns what leaves the host: {at, chains, heads, signature}, hexadecimal."""
    heads_table = table_of(AuditHead)
    heads = [
        (r.chain, r.seq, r.hash.hex()) for r in session.execute(sa.select(heads_table).order_by(heads_table.c.chain))
    ]
    digest = hashlib.sha256(json.dumps([_instant_text(now), heads], separators=(",", ":")).encode()).digest()
    signature = vault.sign(digest)
    session.add(AuditCheckpoint(at=now, chains=len(heads), heads_digest=digest, signature=signature))
    return {"at": _instant_text(now), "chains": len(heads), "heads": heads, "signature": signature.hex()}
