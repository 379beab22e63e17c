"""What privacy needs: whether an original is kept, and a narrow way to forget in the history.

A line of the history may be deleted, or lose what its `before` and `after` tell, only while its
proposal stands in `forgetting`. Nothing else of a line can ever change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FIXED = (
    *("id", "proposal_id", "at", "who", "action"),
    *("from_state", "to_state", "reason", "note", "undoes"),
)


def upgrade() -> None:
    for name in ("original_kept", "pictures_due"):
        op.add_column(
            "photo", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true())
        )
        op.create_index(f"photo_by_{name}", "photo", [name])
    op.create_table(
        "forgetting",
        sa.Column("proposal_id", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("proposal_id", name=op.f("pk_forgetting")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _allow_in_sqlite()
    else:
        _allow_in_postgresql()


def _allow_in_sqlite() -> None:
    unmarked = "NOT EXISTS (SELECT 1 FROM forgetting WHERE proposal_id = OLD.proposal_id)"
    changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in FIXED)
    for event, refused in (("UPDATE", f"{unmarked} OR {changed}"), ("DELETE", unmarked)):
        op.execute(f"DROP TRIGGER decision_no_{event.lower()}")
        op.execute(
            f"CREATE TRIGGER decision_no_{event.lower()} BEFORE {event} ON decision "
            f"WHEN {refused} "
            "BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END"
        )


def _allow_in_postgresql() -> None:
    unmarked = "NOT EXISTS (SELECT 1 FROM forgetting WHERE proposal_id = OLD.proposal_id)"
    changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in FIXED)
    op.execute(
        "CREATE FUNCTION refuse_unmarked_decision_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {unmarked} THEN RAISE EXCEPTION 'decisions are append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; "
        f"IF {changed} THEN RAISE EXCEPTION 'decisions are append-only' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute("DROP TRIGGER decision_append_only ON decision")
    op.execute(
        "CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON decision "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unmarked_decision_change()"
    )
    op.execute(
        "CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON decision "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_decision_change()"
    )
