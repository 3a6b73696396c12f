"""Postmortems that look like one, and those merged into others"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "duplicate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("suspected", "not_duplicate", "merged", name="duplicatestate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("found_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("settled_by", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=True),
        sa.Column("settled_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("replaced", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["postmortem.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["postmortem.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("one_id", "other_id"),
    )
    with op.batch_alter_table("duplicate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duplicate_one_id"), ["one_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_duplicate_state"), ["state"], unique=False)

    op.create_table(
        "likeness_key",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("postmortem_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["postmortem_id"], ["postmortem.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", "postmortem_id"),
    )
    with op.batch_alter_table("likeness_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_likeness_key_postmortem_id"), ["postmortem_id"], unique=False)

    with op.batch_alter_table("postmortem", schema=None) as batch_op:
        batch_op.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("keyed", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_postmortem_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_postmortem_keyed"), ["keyed"], unique=False)
