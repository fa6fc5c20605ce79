import { defineConfig } from 'prisma/config'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'

// The adapter does not know PostgreSQL's type "name", which the schema engine asks the catalogs for.
const unknown = [18, 19, 22, 30, 194, 2205, 2206]
for (const type of [pg.Client, pg.Pool]) {
  const query = type.prototype.query
  type.prototype.query = function (...parameters) {
    const result = query.apply(this, parameters)
    return result?.then === undefined ? result : result.then((rows) => {
      for (const field of rows?.fields ?? []) if (unknown.includes(field.dataTypeID)) field.dataTypeID = 25
      return rows
    })
  }
}

export default defineConfig({
  schema: 'schema.prisma',
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL, idleTimeoutMillis: 100, allowExitOnIdle: true }),
})
