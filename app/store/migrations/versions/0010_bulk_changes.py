"""Changes of many actions at once, for as long as they can be taken back, and an index to count actions by"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("actor", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("bulk_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulk_change_at"), ["at"], unique=False)
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        counted = ["status", "postmortem_id", "owner_id", "team_id", "kind", "priority", "due"]
        batch_op.create_index("ix_action_item_facets", counted, unique=False)
