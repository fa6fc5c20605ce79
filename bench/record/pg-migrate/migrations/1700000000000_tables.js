exports.up = (pgm) => {
  pgm.createType('mood', ['sad', 'glad']);
  pgm.createTable('users', {
    id: 'id',
    name: { type: 'varchar(1000)', notNull: true },
    mood: { type: 'mood', default: 'sad' },
    created: { type: 'timestamp', notNull: true, default: pgm.func('current_timestamp') },
  });
  pgm.createTable('posts', {
    id: { type: 'bigserial', primaryKey: true },
    user_id: { type: 'integer', notNull: true, references: '"users"', onDelete: 'cascade' },
    body: { type: 'text', notNull: true },
  });
  pgm.createIndex('posts', 'user_id');
};
