"""Check-ins on a schedule: schedules, occurrences, personal targets, and a clinician's own questions."""

import sqlalchemy as sa
from alembic import op

from api.db import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkin_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(60), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "boolean",
                "scale",
                "choice",
                "text",
                name="question_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asks", sa.LargeBinary(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("stopped_by", sa.Uuid(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_checkin_question_made_by")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_checkin_question_participant_id")
        ),
        sa.ForeignKeyConstraint(["stopped_by"], ["user_account.id"], name=op.f("fk_checkin_question_stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_question")),
    )
    with op.batch_alter_table("checkin_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_question_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "checkin_schedule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "cadence",
            sa.Enum(
                "daily_card",
                "weekly",
                "fortnightly",
                "after_session",
                name="cadence",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("form_id", sa.String(60), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("planned_until", sa.Date(), nullable=True),
        sa.Column("next_plan_at", Instant(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("days between 1 and 14", name=op.f("ck_checkin_schedule_days")),
        sa.CheckConstraint(
            "opens_minute between 0 and 1439 and closes_minute between 0 and 1439",
            name=op.f("ck_checkin_schedule_minutes"),
        ),
        sa.CheckConstraint("weekday is null or weekday between 0 and 6", name=op.f("ck_checkin_schedule_weekday")),
        sa.ForeignKeyConstraint(["ended_by"], ["user_account.id"], name=op.f("fk_checkin_schedule_ended_by")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_checkin_schedule_made_by")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_checkin_schedule_participant_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_schedule")),
    )
    with op.batch_alter_table("checkin_schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_schedule_next_plan_at"), ["next_plan_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_checkin_schedule_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(
            "uq_checkin_schedule_live",
            ["participant_id", "form_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "checkin_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("stopped_by", sa.Uuid(), nullable=True),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_checkin_target_made_by")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_checkin_target_participant_id")),
        sa.ForeignKeyConstraint(["stopped_by"], ["user_account.id"], name=op.f("fk_checkin_target_stopped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_target")),
    )
    with op.batch_alter_table("checkin_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_target_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "checkin_occurrence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("schedule_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(36), nullable=False),
        sa.Column("form_id", sa.String(60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("opens_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "open",
                "submitted",
                "missed",
                "cancelled",
                "excused",
                name="occurrence_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("arrived_at", Instant(), nullable=True),
        sa.Column("on_time", sa.Boolean(), nullable=True),
        sa.Column("missed_at", Instant(), nullable=True),
        sa.Column("reason_entry_id", sa.Uuid(), nullable=True),
        sa.Column(
            "cancelled_why",
            sa.Enum(
                "paused",
                "ended",
                "changed",
                "stopped",
                "no_session",
                "no_form",
                name="cancel_why",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("excused_by", sa.Uuid(), nullable=True),
        sa.Column("excused_at", Instant(), nullable=True),
        sa.Column("excused_why", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["excused_by"], ["user_account.id"], name=op.f("fk_checkin_occurrence_excused_by")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_checkin_occurrence_participant_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["checkin_schedule.id"], name=op.f("fk_checkin_occurrence_schedule_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["appointment.id"], name=op.f("fk_checkin_occurrence_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checkin_occurrence")),
        sa.UniqueConstraint("schedule_id", "key", name="uq_checkin_occurrence_key"),
    )
    with op.batch_alter_table("checkin_occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checkin_occurrence_next_due_at"), ["next_due_at"], unique=False)
        batch_op.create_index("ix_checkin_occurrence_participant_id_due_on", ["participant_id", "due_on"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("checkin_occurrence", schema=None) as batch_op:
        batch_op.drop_index("ix_checkin_occurrence_participant_id_due_on")
        batch_op.drop_index(batch_op.f("ix_checkin_occurrence_next_due_at"))

    op.drop_table("checkin_occurrence")
    with op.batch_alter_table("checkin_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_target_participant_id"))

    op.drop_table("checkin_target")
    with op.batch_alter_table("checkin_schedule", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_checkin_schedule_live",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_checkin_schedule_participant_id"))
        batch_op.drop_index(batch_op.f("ix_checkin_schedule_next_plan_at"))

    op.drop_table("checkin_schedule")
    with op.batch_alter_table("checkin_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_checkin_question_participant_id"))

    op.drop_table("checkin_question")
