"""Alembic's entry: it runs on the connection that `counter.db` hands over."""

from __future__ import annotations

from alembic import context

from counter.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
