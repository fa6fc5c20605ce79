require('reflect-metadata');
const { DataSource, EntitySchema } = require('typeorm');

const User = new EntitySchema({
  name: 'User', tableName: 'users',
  columns: {
    id: { type: 'int', primary: true, generated: true },
    email: { type: 'varchar', length: 200, unique: true },
    role: { type: 'enum', enum: ['reader', 'writer'], default: 'reader' },
    created: { type: 'timestamptz', createDate: true },
  },
});
const Post = new EntitySchema({
  name: 'Post', tableName: 'posts',
  columns: {
    id: { type: 'uuid', primary: true, generated: 'uuid' },
    title: { type: 'varchar' },
    data: { type: 'jsonb', nullable: true },
    tags: { type: 'text', array: true, default: '{}' },
  },
  indices: [{ name: 'by_title', columns: ['title'] }],
  relations: { author: { type: 'many-to-one', target: 'User', onDelete: 'CASCADE' } },
});

(async () => {
  const source = await new DataSource({
    type: 'postgres', url: process.env.DATABASE_URL, entities: [User, Post], synchronize: true,
  }).initialize();
  const author = await source.getRepository('User').save({ email: 'a@example' });
  for (let i = 0; i < 5; i++) await source.getRepository('Post').save({ title: `t${i}`, author });
  for (const post of await source.getRepository('Post').find())
    await source.getRepository('User').findOne({ where: { id: author.id } });
  await source.destroy();
})().catch((error) => { console.error(error); process.exit(1); });
