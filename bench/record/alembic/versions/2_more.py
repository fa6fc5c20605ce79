import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"


def upgrade():
    op.add_column("posts", sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now()))
    op.alter_column("users", "name", new_column_name="full_name", type_=sa.Text)
    op.create_check_constraint("named", "users", "full_name <> ''")
    with op.get_context().autocommit_block():
        op.create_index("posts_at", "posts", ["at"], postgresql_concurrently=True)
