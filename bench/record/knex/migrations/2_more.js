exports.up = (knex) => knex.schema.alterTable('posts', (t) => {
  t.timestamp('at').defaultTo(knex.fn.now());
  t.renameColumn('body', 'text');
  t.index(['at', 'user_id'], 'posts_at');
});
exports.down = (knex) => knex.schema.alterTable('posts', (t) => t.dropColumn('at'));
