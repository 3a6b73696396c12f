"""How strong each action is, and the rows of history that the reports look for"""

import sqlalchemy as sa
from alembic import op

from app.domain.strength import strength_of

revision = "0011"
down_revision = "0006"
branch_labels = None
depends_on = None

_BATCH = 1_000
_KINDS = ("strong", "intermediate", "weak")
_REPORTED = [
    *("created_at", "status", "closed_at", "due", "team_id", "priority"),
    *("strength", "strength_corrected", "postmortem_id"),
]
_INDEXES = {
    "ix_action_event_due": "field = 'due' AND old IS NOT NULL",
    "ix_action_event_left": "field = 'status' AND old IN ('done', 'verified', 'wont_do', 'superseded')",
}


def upgrade() -> None:
    strength = sa.Enum(*_KINDS, name="strength", native_enum=False, length=32)
    op.add_column("action_item", sa.Column("strength", strength, nullable=True))
    corrected = sa.Column("strength_corrected", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("action_item", corrected)
    op.create_index("ix_action_item_report", "action_item", _REPORTED)
    for name, which in _INDEXES.items():
        where = sa.text(which)
        columns = ["at", "action_id", "old", "new"]
        op.create_index(name, "action_event", columns, sqlite_where=where, postgresql_where=where)
    _judge()


def _judge() -> None:
    """Every wording there is, a batch at a time."""
    action = sa.table("action_item", sa.column("id"), sa.column("text"), sa.column("strength"))
    update = (
        sa.update(action)
        .where(action.c.id == sa.bindparam("own"))
        .values(strength=sa.bindparam("judged", type_=sa.String))
    )
    connection, last = op.get_bind(), 0
    next_ones = sa.select(action.c.id, action.c.text).order_by(action.c.id).limit(_BATCH)
    while rows := connection.execute(next_ones.where(action.c.id > last)).all():
        last = rows[-1].id
        found = ((row.id, strength_of(row.text).strength) for row in rows)
        judged = [{"own": own, "judged": strength.value} for own, strength in found if strength]
        if judged:
            connection.execute(update, judged)
