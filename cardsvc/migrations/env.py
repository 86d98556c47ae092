"""Runs the revisions on the connection it is given; `cardsvc.db` gives one."""

from __future__ import annotations

from alembic import context

from cardsvc.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter a table in place: revisions rebuild it.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
