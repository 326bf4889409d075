"""An answer to a situation about one's own order names the version of the situation that was read. Older phones name none."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("teach_back", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("teach_back", schema=None) as batch_op:
        batch_op.drop_column("version")
