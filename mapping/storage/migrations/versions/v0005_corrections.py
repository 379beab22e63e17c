"""What people correct and add: the box in the photo, and details such as mount and operator."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("box", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("proposal", sa.Column("details", sa.JSON(), nullable=False, server_default="[]"))
