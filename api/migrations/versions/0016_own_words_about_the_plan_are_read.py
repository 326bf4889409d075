"""What somebody writes of his own in an answer about the plan is to be read."""

from alembic import op

from api.migrations.enums import hold

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE = (
    "acted", "near_miss", "urge", "not_safe", "call", "week", "that_is_wrong", "quarantine", "question", "plan_draft",
    "chain", "absence_reason", "missed", "dispute", "complaint", "copy_request", "stop_request",
)  # fmt: skip


def upgrade() -> None:
    hold("review", "kind", "review_kind", (*BEFORE, "plan_answer"))


def downgrade() -> None:
    # What only the newer version could write goes with it; going down is for trying out, and says so.
    op.execute("DELETE FROM review WHERE kind = 'plan_answer'")
    hold("review", "kind", "review_kind", BEFORE)
