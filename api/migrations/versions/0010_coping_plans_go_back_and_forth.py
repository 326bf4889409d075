"""Coping plans are proposed by either side, answered, and commented; rules are counted."""

import sqlalchemy as sa
from alembic import op

from api.db import Instant
from api.migrations.enums import hold

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MORE = (
    ("base_version", sa.Integer()),
    ("entry_id", sa.Uuid()),
    ("answered_by", sa.Uuid()),
    ("answered_at", Instant()),
    ("reason", sa.LargeBinary()),
)


def upgrade() -> None:
    hold("coping_plan", "state", "plan_state", ("draft", "proposed", "agreed", "not_agreed", "superseded"))
    # Said by hand: a column that comes with its CHECK is more than SQLite's ALTER can be told through the tool.
    op.execute(
        "ALTER TABLE coping_plan ADD COLUMN side VARCHAR(24) DEFAULT 'staff' NOT NULL"
        " CONSTRAINT ck_coping_plan_plan_side CHECK (side IN ('participant', 'staff'))"
    )
    for name, kind in MORE:
        op.add_column("coping_plan", sa.Column(name, kind, nullable=True))
    op.create_table(
        "plan_suggestion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", _enum("suggestion_kind", "comment", "suggestion"), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column(
            "state",
            _enum("suggestion_state", "open", "accepted", "changed", "declined", "withdrawn"),
            nullable=False,
        ),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_plan_suggestion_made_by")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_plan_suggestion_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_suggestion")),
    )
    op.create_index("ix_plan_suggestion_participant_id_state", "plan_suggestion", ["participant_id", "state"])
    op.create_table(
        "rule_use",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("helped", _enum("rule_helped", "yes", "a_bit", "no"), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_rule_use_participant_id")),
        sa.PrimaryKeyConstraint("entry_id", "rule_id", name=op.f("pk_rule_use")),
    )
    op.create_index("ix_rule_use_participant_id", "rule_use", ["participant_id"])


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=24)


def downgrade() -> None:
    op.drop_index("ix_rule_use_participant_id", "rule_use")
    op.drop_table("rule_use")
    op.drop_index("ix_plan_suggestion_participant_id_state", "plan_suggestion")
    op.drop_table("plan_suggestion")
    # What only the newer version knows goes with it: drafts, and what was not agreed counts as replaced.
    op.execute("DELETE FROM coping_plan WHERE state = 'draft'")
    op.execute("UPDATE coping_plan SET state = 'superseded' WHERE state = 'not_agreed'")
    for name, _ in reversed(MORE):
        op.drop_column("coping_plan", name)
    op.execute("ALTER TABLE coping_plan DROP COLUMN side")
    hold("coping_plan", "state", "plan_state", ("proposed", "agreed", "superseded"))
