"""Which proposals are other views of one camera."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("view_of", sa.String(length=20), nullable=True))
    op.create_index("proposal_by_camera", "proposal", ["view_of"])
