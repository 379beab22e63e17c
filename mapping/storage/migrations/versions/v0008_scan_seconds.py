"""How long the scan of each photo took, for the operator's metrics."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photo", sa.Column("scan_seconds", sa.Double(), nullable=True))
