"""What Alembic runs: migrations on the connection that `mapping.storage.database` holds open.

The caller owns the transaction, so that two processes opening a database at the same time
migrate it once.
"""

from alembic import context

from mapping.storage.schema import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
