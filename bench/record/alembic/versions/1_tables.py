import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "1"
down_revision = None


def upgrade():
    op.create_table("users", sa.Column("id", sa.Integer, primary_key=True),
                    sa.Column("name", sa.String(50), nullable=False, unique=True),
                    sa.Column("kind", sa.Enum("a", "b", name="kind")))
    op.create_table("posts", sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
                    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id", ondelete="CASCADE")),
                    sa.Column("data", postgresql.JSONB), schema=None)
    op.create_index("posts_user", "posts", ["user_id"])
