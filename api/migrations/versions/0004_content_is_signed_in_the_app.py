"""Content is signed in the app: the versions that were held, and who checked, signed or retired each."""

import sqlalchemy as sa
from alembic import op

from api.db import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

STEPS = ("checked", "lawyer", "clinician", "service lead", "retired")


def upgrade() -> None:
    op.create_table(
        "content_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("piece", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Text(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_version")),
        sa.UniqueConstraint("piece", "version", "digest", name="uq_content_version_piece"),
    )
    op.create_table(
        "content_sign_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("piece", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "step", sa.Enum(*STEPS, name="step", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["user_account.id"], name=op.f("fk_content_sign_off_entered_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_sign_off")),
        sa.UniqueConstraint("piece", "version", "digest", "step", name="uq_content_sign_off_piece"),
    )


def downgrade() -> None:
    op.drop_table("content_sign_off")
    op.drop_table("content_version")
