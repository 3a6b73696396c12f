"""Actions that were there before strengths were are judged when the database is brought to the new shape."""

from pathlib import Path

import sqlalchemy as sa

from app.store.engine import open_engine
from app.store.schema import migrate

_COLUMNS = ["id", "number", "text", "kind", "status", "links", "evidence", "on_documents_word"]
_COLUMNS += ["self_verified", "position", "version", "created_at", "updated_at", "strength"]


def test_every_wording_that_was_there_is_judged(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(engine, "0006")
    table = sa.table("action_item", *map(sa.column, _COLUMNS))
    wordings = ["Remove the cron job", "Add an alert", "Train everybody", "数据库迁移"]
    old = {
        "kind": "other",
        "status": "open",
        "links": "[]",
        "evidence": "[]",
        "on_documents_word": 0,
        "self_verified": 0,
        "position": 0,
        "version": 1,
        "created_at": "2024-05-01",
        "updated_at": "2024-05-01",
    }
    with engine.execution_options(writes=True).begin() as connection:
        rows = [old | {"id": i, "number": i, "text": wordings[i % 4]} for i in range(1, 1005)]
        connection.execute(sa.insert(table), rows)
    migrate(engine)
    with engine.connect() as connection:
        found = connection.execute(sa.select(table.c.strength, sa.func.count()).group_by(table.c.strength)).all()
    engine.dispose()
    assert dict(found) == {"strong": 251, "intermediate": 251, "weak": 251, None: 251}
