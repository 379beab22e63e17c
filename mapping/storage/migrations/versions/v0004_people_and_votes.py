"""Who has which role, as a history, and the votes where two reviewers have to agree."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("votes", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "role_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_change")),
    )
    op.create_index("role_change_by_identity", "role_change", ["identity", "id"])
    _forbid_changing_it()


def _forbid_changing_it() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER role_change_no_{event.lower()} BEFORE {event} ON role_change "
                "BEGIN SELECT RAISE(ABORT, 'changes of roles are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_role_change_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'changes of roles are append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER role_change_append_only "
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON role_change "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_role_change_change()"
    )
