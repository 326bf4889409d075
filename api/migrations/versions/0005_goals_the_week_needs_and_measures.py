"""Goals, the week's activities, needs, and measures."""

import sqlalchemy as sa
from alembic import op

from api.db import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "area",
            sa.Enum(
                "healthy_life",
                "knowledge",
                "play",
                "work",
                "agency",
                "inner_peace",
                "relationships",
                "community",
                "meaning",
                "happiness",
                "creativity",
                name="life_area",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "proposed",
                "agreed",
                "not_agreed",
                "done",
                "left",
                name="goal_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "proposed_by",
            sa.Enum("participant", "clinician", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("wanted", sa.Boolean(), nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.Column("left_by_participant", sa.Boolean(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "achieved",
                "partly",
                "not_reached",
                name="goal_outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["user_account.id"], name=op.f("fk_goal_answered_by")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_goal_made_by")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_goal_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index("ix_goal_participant_id_state", ["participant_id", "state"], unique=False)

    op.create_table(
        "measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(60), nullable=False),
        sa.Column(
            "moment",
            sa.Enum("pre", "mid", "end", name="measure_moment", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "answered",
                "withdrawn",
                name="measure_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_measure_asked_by")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_measure_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index("ix_measure_participant_id_state", ["participant_id", "state"], unique=False)

    op.create_table(
        "need_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "housing",
                "work",
                "money",
                "alcohol",
                "drugs",
                "mental_health",
                "other",
                name="need_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "signposted",
                "in_hand",
                "closed",
                name="need_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "opened_by",
            sa.Enum("participant", "clinician", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("stepped_at", Instant(), nullable=False),
        sa.Column("open_key", sa.String(80), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_need_item_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_item")),
        sa.UniqueConstraint("open_key", name="uq_need_item_open_key"),
    )
    with op.batch_alter_table("need_item", schema=None) as batch_op:
        batch_op.create_index("ix_need_item_participant_id_state", ["participant_id", "state"], unique=False)

    op.create_table(
        "activity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "morning", "afternoon", "evening", name="day_part", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("repeats", sa.Boolean(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "made_by",
            sa.Enum("participant", "clinician", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_activity_goal_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_activity_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index("ix_activity_participant_id_ends_on", ["participant_id", "ends_on"], unique=False)

    op.create_table(
        "goal_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("goal_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "actor",
            sa.Enum(
                "me",
                "clinician",
                "probation",
                "other",
                name="actor",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column(
            "done_by",
            sa.Enum("participant", "clinician", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_goal_step_goal_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_goal_step_participant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_step")),
    )
    with op.batch_alter_table("goal_step", schema=None) as batch_op:
        batch_op.create_index("ix_goal_step_goal_id_place", ["goal_id", "place"], unique=False)

    op.create_table(
        "need_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "asked",
                "signposted",
                "in_hand",
                "note",
                "closed",
                name="need_move",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("at", Instant(), nullable=False),
        sa.Column(
            "by",
            sa.Enum("participant", "clinician", name="side", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["need_id"], ["need_item.id"], name=op.f("fk_need_step_need_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_need_step_participant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_need_step_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_step")),
        sa.UniqueConstraint("need_id", "entry_id", name="uq_need_step_entry_id"),
    )
    with op.batch_alter_table("need_step", schema=None) as batch_op:
        batch_op.create_index("ix_need_step_need_id_place", ["need_id", "place"], unique=False)

    op.create_table(
        "activity_day",
        sa.Column("activity_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("meaning", sa.Integer(), nullable=True),
        sa.Column("said_at", Instant(), nullable=False),
        sa.CheckConstraint("meaning is null or meaning between 0 and 10", name=op.f("ck_activity_day_meaning_0_to_10")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_activity_day_activity_id")),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name=op.f("fk_activity_day_participant_id")),
        sa.PrimaryKeyConstraint("activity_id", "day", name=op.f("pk_activity_day")),
    )
    with op.batch_alter_table("activity_day", schema=None) as batch_op:
        batch_op.create_index("ix_activity_day_participant_id_day", ["participant_id", "day"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("activity_day", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_day_participant_id_day")

    op.drop_table("activity_day")
    with op.batch_alter_table("need_step", schema=None) as batch_op:
        batch_op.drop_index("ix_need_step_need_id_place")

    op.drop_table("need_step")
    with op.batch_alter_table("goal_step", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_step_goal_id_place")

    op.drop_table("goal_step")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index("ix_activity_participant_id_ends_on")

    op.drop_table("activity")
    with op.batch_alter_table("need_item", schema=None) as batch_op:
        batch_op.drop_index("ix_need_item_participant_id_state")

    op.drop_table("need_item")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index("ix_measure_participant_id_state")

    op.drop_table("measure")
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.drop_index("ix_goal_participant_id_state")

    op.drop_table("goal")
