"""Drafts and answers say which one was read; a draft can be sent back; proposed words are declined with a reason."""

import sqlalchemy as sa
from alembic import op

from api.db import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REASONS = ("there_already", "not_in_document", "not_clear", "holds_a_name", "other_order")


def upgrade() -> None:
    with op.batch_alter_table("court_order", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("sent_back", sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column("sent_back_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("sent_back_at", Instant(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_court_order_sent_back_by"), "user_account", ["sent_back_by"], ["id"])
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("check_note", sa.LargeBinary(), nullable=True))
    # What was answered before can be checked and answered anew.
    op.execute("UPDATE question SET revision = 1 WHERE answered_at IS NOT NULL")
    with op.batch_alter_table("order_proposal", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "decline_reason",
                sa.Enum(*REASONS, name="decline_reason", native_enum=False, create_constraint=True, length=24),
                nullable=True,
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("order_proposal", schema=None) as batch_op:
        batch_op.drop_constraint("decline_reason", type_="check")
        batch_op.drop_column("decline_reason")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("check_note")
        batch_op.drop_column("revision")
    with op.batch_alter_table("court_order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_court_order_sent_back_by"), type_="foreignkey")
        batch_op.drop_column("sent_back_at")
        batch_op.drop_column("sent_back_by")
        batch_op.drop_column("sent_back")
        batch_op.drop_column("revision")
