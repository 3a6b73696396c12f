"""What is asked of addresses to find out how targets are"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "target_check",
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("pointer", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("set_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("set_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("next_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("silent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["target_id"], ["action_target.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("target_id"),
    )
    with op.batch_alter_table("target_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_check_next_at"), ["next_at"], unique=False)
