-- A shop of many tenants at :scale times its smallest size: 10,000 orders, 30,000 items, 25,000 events.
-- The same history, so many times as dense. Tenants and customers are skewed; some foreign keys have no
-- index, some tables many; orders are audited by a trigger.
CREATE EXTENSION pg_trgm;
CREATE TABLE tenants (id bigint PRIMARY KEY, name text NOT NULL, plan text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE categories (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE customers (id bigint PRIMARY KEY, tenant_id bigint NOT NULL REFERENCES tenants, email text NOT NULL,
    name text NOT NULL, country char(2) NOT NULL, created_at timestamptz NOT NULL, deleted_at timestamptz);
CREATE TABLE products (id bigint PRIMARY KEY, category_id int NOT NULL REFERENCES categories, sku text NOT NULL UNIQUE,
    title text NOT NULL, description text NOT NULL, price numeric(10,2) NOT NULL, attributes jsonb NOT NULL,
    stock int NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, tenant_id bigint NOT NULL REFERENCES tenants,
    customer_id bigint NOT NULL REFERENCES customers, status text NOT NULL DEFAULT 'new', total numeric(12,2) NOT NULL,
    note text, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
CREATE TABLE order_items (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    product_id bigint NOT NULL REFERENCES products, quantity int NOT NULL, price numeric(10,2) NOT NULL);
CREATE TABLE payments (id bigint PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    amount numeric(12,2) NOT NULL, method text NOT NULL, paid_at timestamptz NOT NULL);
CREATE TABLE reviews (id bigint PRIMARY KEY, product_id bigint NOT NULL REFERENCES products ON DELETE CASCADE,
    customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE, rating int NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL);
CREATE TABLE events (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, customer_id bigint, kind text NOT NULL,
    payload jsonb NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, what text NOT NULL,
    at timestamptz NOT NULL DEFAULT now());

CREATE FUNCTION pick(key bigint, salt bigint, low bigint, high bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT low + (hashint8extended(key, salt) & 9223372036854775807) % (high - low + 1)
$$;
CREATE FUNCTION share(key bigint, salt bigint) RETURNS float8
LANGUAGE sql IMMUTABLE AS $$ SELECT (pick(key, salt, 0, 999999) + 0.5) / 1000000 $$;
CREATE FUNCTION word(key bigint, salt bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['red','blue','garden','chair','steel','lamp','wooden','table','kitchen','outdoor','classic','modern','mini',
                  'large','cotton','shirt','leather','boot','glass','bottle','travel','bag','winter','summer','sport','shoe',
                  'paper','note','book','light','phone','case','cable','usb','solar','panel','tea','pot','cup','spoon']
           )[pick(key, salt, 1, 40)]
$$;
SET session_replication_role = replica;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '64MB';

INSERT INTO tenants SELECT k, 'tenant ' || k, (ARRAY['free','pro','team'])[pick(k, 1, 1, 3)], '2024-11-01'::timestamptz + k * interval '1 minute'
FROM generate_series(1, 25 * :scale) k;
INSERT INTO categories SELECT k, 'category ' || k FROM generate_series(1, 40) k;
INSERT INTO customers SELECT k, 1 + floor(25 * :scale * power(share(k, 2), 2.5))::bigint, 'c' || k || '@example.org',
    initcap(word(k, 3)) || ' ' || initcap(word(k, 4)) || k, (ARRAY['DE','FR','US','US','US','GB','IN','IN','BR','JP'])[pick(k, 5, 1, 10)],
    '2024-11-21'::timestamptz + interval '730 days' * (k / (1000.0 * :scale)), CASE WHEN pick(k, 6, 1, 20) = 1 THEN now() END
FROM generate_series(1, 1000 * :scale) k;
INSERT INTO products SELECT k, 1 + floor(40 * power(share(k, 1), 1.5))::int, 'SKU' || k || 'X' || pick(k, 2, 100, 999),
    word(k, 3) || ' ' || word(k, 4) || ' ' || word(k, 5) || ' ' || pick(k, 6, 1, 500),
    (SELECT string_agg(word(k, 10 + i), ' ') FROM generate_series(1, 20) i),
    pick(k, 7, 100, 99999) / 100.0, jsonb_build_object('color', word(k, 8), 'size', (ARRAY['s','m','l'])[pick(k, 9, 1, 3)],
    'weight', pick(k, 10, 10, 2000)), pick(k, 11, 0, 200)
FROM generate_series(1, 500 * :scale) k;
INSERT INTO orders SELECT k, c.tenant_id, c.id,
    CASE WHEN k > 9750 * :scale THEN 'new' ELSE (ARRAY['paid','shipped','shipped','shipped','done','done','done','done','cancelled'])[pick(k, 1, 1, 9)] END,
    pick(k, 2, 500, 50000) / 100.0, CASE WHEN pick(k, 3, 1, 10) = 1 THEN 'please leave with ' || word(k, 4) END,
    at, at + pick(k, 5, 0, 100) * interval '1 hour'
FROM generate_series(1, 10000 * :scale) k CROSS JOIN
    LATERAL (SELECT '2024-11-21'::timestamptz + interval '730 days' * (k / (10000.0 * :scale)) AS at) t
    JOIN customers c ON c.id = 1 + floor(1000 * :scale * power(share(k, 6), 1.6))::bigint;
INSERT INTO order_items SELECT k, 1 + (k - 1) / 3, 1 + floor(450 * :scale * power(share(k, 1), 1.8))::bigint, pick(k, 2, 1, 5),
    pick(k, 3, 100, 9999) / 100.0 FROM generate_series(1, 30000 * :scale) k;
INSERT INTO payments SELECT k, pick(k, 1, 1, 10000 * :scale), pick(k, 2, 500, 50000) / 100.0,
    (ARRAY['card','card','card','paypal','transfer'])[pick(k, 3, 1, 5)], '2024-11-21'::timestamptz + interval '730 days' * (k / (9000.0 * :scale))
FROM generate_series(1, 9000 * :scale) k;
INSERT INTO reviews SELECT k, 1 + floor(500 * :scale * power(share(k, 1), 1.8))::bigint, pick(k, 2, 1, 1000 * :scale), pick(k, 3, 1, 5),
    (SELECT string_agg(word(k, 10 + i), ' ') FROM generate_series(1, 15) i), '2024-11-21'::timestamptz + interval '730 days' * (k / (4000.0 * :scale))
FROM generate_series(1, 4000 * :scale) k;
INSERT INTO events SELECT k, 1 + floor(25 * :scale * power(share(k, 2), 2.5))::bigint, CASE WHEN pick(k, 3, 1, 3) > 1 THEN pick(k, 4, 1, 1000 * :scale) END,
    (ARRAY['view','view','view','view','view','click','click','cart','cart','error'])[pick(k, 5, 1, 10)],
    jsonb_build_object('page', '/p/' || pick(k, 6, 1, 300), 'ms', pick(k, 7, 1, 4000), 'device', (ARRAY['ios','android','web','web'])[pick(k, 8, 1, 4)],
    'session', md5((k / 7)::text)), '2024-11-21'::timestamptz + interval '730 days' * (k / (25000.0 * :scale))
FROM generate_series(1, 25000 * :scale) k;
SET session_replication_role = origin;

CREATE INDEX ON customers (tenant_id);
CREATE UNIQUE INDEX ON customers (email);
CREATE INDEX ON products (category_id);
CREATE INDEX ON products USING gin (title gin_trgm_ops);
CREATE INDEX ON products USING gin (to_tsvector('english', description));
CREATE INDEX ON orders (tenant_id, created_at);
CREATE INDEX ON orders (customer_id);
CREATE INDEX ON orders (status) WHERE status = 'new';
CREATE INDEX ON order_items (order_id);
CREATE INDEX ON reviews (product_id);
CREATE INDEX ON events (tenant_id, created_at);
CREATE INDEX ON events (created_at);
CREATE INDEX ON events USING gin (payload jsonb_path_ops);
CREATE INDEX ON audit (order_id);
CREATE FUNCTION note_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit (order_id, what) VALUES (NEW.id, TG_OP || ' ' || NEW.status);
    UPDATE customers SET name = name WHERE id = NEW.customer_id;
    RETURN NEW;
END $$;
CREATE TRIGGER orders_note AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION note_order();
