"""Indexes for the lanes of the board and for what its filters count"""

from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.drop_index("ix_action_item_board")
        batch_op.create_index("ix_action_item_lane", ["status", "due", "number"])
        batch_op.create_index(batch_op.f("ix_action_item_kind"), ["kind"])
        batch_op.create_index(batch_op.f("ix_action_item_priority"), ["priority"])
