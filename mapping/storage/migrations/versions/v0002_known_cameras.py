"""Known cameras, and the sources that they come from."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("licence", sa.String(length=100), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_source")),
        sa.UniqueConstraint("name", name=op.f("uq_known_source_name")),
    )
    op.create_table(
        "known_camera",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=200), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("error_m", sa.Double(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["known_source.id"], name=op.f("fk_known_camera_source_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_camera")),
        sa.UniqueConstraint("source_id", "ref", name="uq_known_camera_ref"),
    )
    op.create_index("known_camera_by_place", "known_camera", ["latitude", "longitude"])
