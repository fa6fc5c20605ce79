CREATE TABLE categories (id bigint PRIMARY KEY, name text NOT NULL, position int NOT NULL);
CREATE TABLE products (id bigint PRIMARY KEY, category_id bigint REFERENCES categories, name text);
CREATE TABLE wallets (id bigint PRIMARY KEY, amount numeric NOT NULL);
CREATE INDEX products_category_id_idx ON products (category_id);
