"""Which action answers what went wrong, which one does not, and what is left without one for a reason"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_lesson",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("stated", "confirmed", "suggested", name="linkorigin", native_enum=False, length=32),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "lesson_id"),
    )
    with op.batch_alter_table("action_lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_lesson_lesson_id"), ["lesson_id"], unique=False)
    op.create_table(
        "no_answer",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("point", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("said_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id", "point"),
    )
    op.create_table(
        "gap_accepted",
        sa.Column("point", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("postmortem_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("said_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["postmortem_id"], ["postmortem.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("point"),
    )
    with op.batch_alter_table("gap_accepted", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gap_accepted_postmortem_id"), ["postmortem_id"], unique=False)
