"""Which due dates were given by priority, so that they can be counted from a later publication"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("action_item", sa.Column("default_due", sa.Date(), nullable=True))
