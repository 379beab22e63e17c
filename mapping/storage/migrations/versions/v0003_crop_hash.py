"""The perceptual hash of each proposal's crop, so that a rejected thing is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("crop_hash", sa.String(length=16), nullable=True))
