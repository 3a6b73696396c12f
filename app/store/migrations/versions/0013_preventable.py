"""What people said of unfinished actions and later incidents"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0013"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sparing",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("postmortem_id", sa.Integer(), nullable=False),
        sa.Column(
            "bearing",
            sa.Enum("related", "not_related", name="bearing", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("said_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["postmortem_id"], ["postmortem.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "postmortem_id"),
    )
    with op.batch_alter_table("sparing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sparing_bearing"), ["bearing"], unique=False)
        batch_op.create_index(batch_op.f("ix_sparing_postmortem_id"), ["postmortem_id"], unique=False)
