"""What a participant chose to show on the phone without a PIN."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participant", sa.Column("open_alternatives", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("participant", "open_alternatives")
