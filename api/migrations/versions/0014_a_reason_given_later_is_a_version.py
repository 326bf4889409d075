"""A reason that is sent later is another version about the same outcome: an outcome has one version without a reason."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME = "uq_alert_outcome_id"


def upgrade() -> None:
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_constraint(NAME, type_="unique")
    without = sa.text("reason_code IS NULL")
    op.create_index(NAME, "alert", ["outcome_id"], unique=True, sqlite_where=without, postgresql_where=without)


def downgrade() -> None:
    op.drop_index(NAME, table_name="alert")
    # Versions that only gave a reason have no place in the schema before; what probation got stands in its own system.
    op.execute(
        "DELETE FROM outbox_message WHERE alert_id IN (SELECT id FROM alert AS one WHERE reason_code IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM alert AS other WHERE other.outcome_id = one.outcome_id AND other.version < one.version))"
    )
    op.execute(
        "DELETE FROM alert WHERE id IN (SELECT one.id FROM alert AS one WHERE one.reason_code IS NOT NULL AND EXISTS "
        "(SELECT 1 FROM alert AS other WHERE other.outcome_id = one.outcome_id AND other.version < one.version))"
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_unique_constraint(NAME, ["outcome_id"])
