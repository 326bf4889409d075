"""Items opened for one person, and what was said of a coming session."""

import sqlalchemy as sa
from alembic import op

from api.db import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opened_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("item", sa.String(60), nullable=False),
        sa.Column("open_key", sa.String(100), nullable=True),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opened_item")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_opened_item_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["user_account.id"], name=op.f("fk_opened_item_opened_by_user_account")),
        sa.ForeignKeyConstraint(["closed_by"], ["user_account.id"], name=op.f("fk_opened_item_closed_by_user_account")),
        sa.UniqueConstraint("open_key", name="uq_opened_item_open_key"),
    )
    op.create_index("ix_opened_item_participant_id_item", "opened_item", ["participant_id", "item"])
    said = "said IN ('cannot_come', 'running_late')"
    if op.get_bind().dialect.name == "postgresql":
        op.add_column("appointment", sa.Column("said", sa.String(24), nullable=True))
        op.create_check_constraint(op.f("ck_appointment_said_before"), "appointment", said)
    else:
        # A CHECK that comes with its column needs no copy of the table.
        op.execute(
            f"ALTER TABLE appointment ADD COLUMN said VARCHAR(24) CONSTRAINT ck_appointment_said_before CHECK ({said})"
        )
    op.add_column("appointment", sa.Column("said_at", Instant(), nullable=True))
    op.add_column("appointment", sa.Column("said_minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("appointment", "said_minutes")
    op.drop_column("appointment", "said_at")
    op.drop_column("appointment", "said")
    op.drop_index("ix_opened_item_participant_id_item", "opened_item")
    op.drop_table("opened_item")
