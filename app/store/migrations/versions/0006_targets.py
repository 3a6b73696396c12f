"""Targets of action items, audits that repeat, and tags of services"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0007"
branch_labels = None
depends_on = None

_STATES = ("todo", "passed", "failed", "not_applicable", "excepted")


def upgrade() -> None:
    op.create_table(
        "action_target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=360), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="targetstate", native_enum=False, length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("evidence_url", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("set_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("set_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("added_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("added_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("action_id", "key"),
    )
    with op.batch_alter_table("action_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_target_action_id"), ["action_id"], unique=False)
        batch_op.create_index("ix_action_target_until", ["state", "until"], unique=False)

    op.create_table(
        "audit_cycle",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("action_id"),
    )

    op.create_table(
        "service_tag",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("service_id", "tag_id"),
    )
    with op.batch_alter_table("service_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_tag_tag_id"), ["tag_id"], unique=False)
