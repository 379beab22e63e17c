"""The orders of the review queue, and places by state: pages of a million proposals stay fast."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

_LEADS = sa.text("view_of IS NULL")
_VIEWS = sa.text("view_of IS NOT NULL")


def upgrade() -> None:
    for kind in ("state", "photo", "place", "camera"):
        op.drop_index(f"proposal_by_{kind}", "proposal")
    op.create_index("proposal_by_photo", "proposal", ["photo_id", "state"])
    op.create_index("proposal_by_place", "proposal", ["state", "latitude", "longitude"])
    _create("proposal_by_camera", ["view_of"], _VIEWS)
    _create("proposal_by_arrival", ["state", "photo_id", "ordinal", "id"], _LEADS)
    _create("proposal_by_confidence", ["state", "confidence", "id", "view_of"], _LEADS)
    _create("proposal_by_type", ["state", "housing", "confidence", "id"], _LEADS)


def _create(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "proposal", columns, sqlite_where=where, postgresql_where=where)
