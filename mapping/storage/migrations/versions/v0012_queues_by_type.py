"""The queue by type as its order is, of one type by arrival, and in the order of ids."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LEADS = sa.text("view_of IS NULL")


def upgrade() -> None:
    op.drop_index("proposal_by_type", "proposal")
    _create("proposal_by_type", ["state", "housing", sa.desc("confidence"), sa.desc("id")])
    _create("proposal_by_type_arrival", ["state", "housing", "photo_id", "ordinal", "id"])
    _create("proposal_by_id", ["state", "id"])


def _create(name: str, columns: list[str | sa.UnaryExpression[Any]]) -> None:
    op.create_index(name, "proposal", columns, sqlite_where=_LEADS, postgresql_where=_LEADS)
