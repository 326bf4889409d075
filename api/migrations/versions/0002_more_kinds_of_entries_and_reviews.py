"""More kinds of entries, and of what is to be read."""

from alembic import op

from api.migrations.enums import hold

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = ("trigger", "checkin", "not_safe", "that_is_wrong", "amend")
MORE_KINDS = (
    "urge", "chain", "lesson", "teach_back", "plan_draft", "plan_answer", "question", "absence_reason", "cannot_come",
    "running_late", "goal", "goal_step", "activity", "need", "order_read", "missed_reason", "self_map", "stop_request",
    "dispute", "complaint", "copy_request", "withdraw",
)  # fmt: skip
REVIEWS = ("acted", "near_miss", "urge", "not_safe", "call", "week", "that_is_wrong", "quarantine")
MORE_REVIEWS = (
    "question", "plan_draft", "chain", "absence_reason", "missed", "dispute", "complaint", "copy_request",
    "stop_request",
)  # fmt: skip


def upgrade() -> None:
    hold("entry", "kind", "kind", KINDS + MORE_KINDS)
    hold("review", "kind", "review_kind", REVIEWS + MORE_REVIEWS)


def downgrade() -> None:
    # What only the newer version could write goes with it; going down is for trying out, and says so.
    for table, more in (("entry", MORE_KINDS), ("review", MORE_REVIEWS)):
        listed = ", ".join(f"'{value}'" for value in more)
        op.execute(f'DELETE FROM "{table}" WHERE kind IN ({listed})')  # noqa: S608  # our own constants
    hold("entry", "kind", "kind", KINDS)
    hold("review", "kind", "review_kind", REVIEWS)
