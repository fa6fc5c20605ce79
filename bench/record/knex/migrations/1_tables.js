exports.up = async (knex) => {
  await knex.schema.createTable('users', (t) => {
    t.increments();
    t.string('email').notNullable().unique();
    t.jsonb('data');
    t.timestamps(true, true);
    t.enu('state', ['on', 'off']);
  });
  await knex.schema.createTable('posts', (t) => {
    t.bigIncrements();
    t.integer('user_id').references('users.id').onDelete('CASCADE').index();
    t.text('body');
    t.specificType('tags', 'text[]');
  });
  await knex('users').insert([{ email: 'a@example' }, { email: 'b@example' }]);
};
exports.down = (knex) => knex.schema.dropTable('posts').dropTable('users');
