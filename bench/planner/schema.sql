-- A wholesaler: the shape of the well-known decision support benchmark, so that its questions can be asked.
CREATE TABLE region (r_regionkey integer PRIMARY KEY, r_name text NOT NULL);
CREATE TABLE nation (n_nationkey integer PRIMARY KEY, n_name text NOT NULL,
    n_regionkey integer NOT NULL REFERENCES region);
CREATE TABLE supplier (s_suppkey integer PRIMARY KEY, s_name text NOT NULL, s_address text NOT NULL,
    s_nationkey integer NOT NULL REFERENCES nation, s_phone text NOT NULL, s_acctbal numeric(15,2) NOT NULL,
    s_comment text);
CREATE TABLE customer (c_custkey integer PRIMARY KEY, c_name text NOT NULL, c_address text NOT NULL,
    c_nationkey integer NOT NULL REFERENCES nation, c_phone text NOT NULL, c_acctbal numeric(15,2) NOT NULL,
    c_mktsegment text NOT NULL);
CREATE TABLE part (p_partkey integer PRIMARY KEY, p_name text NOT NULL, p_mfgr text NOT NULL,
    p_brand text NOT NULL, p_type text NOT NULL, p_size integer NOT NULL, p_container text NOT NULL,
    p_retailprice numeric(15,2) NOT NULL);
CREATE TABLE partsupp (ps_partkey integer NOT NULL REFERENCES part, ps_suppkey integer NOT NULL REFERENCES supplier,
    ps_availqty integer NOT NULL, ps_supplycost numeric(15,2) NOT NULL, PRIMARY KEY (ps_partkey, ps_suppkey));
CREATE TABLE orders (o_orderkey bigint PRIMARY KEY, o_custkey integer NOT NULL REFERENCES customer,
    o_orderstatus char(1) NOT NULL, o_totalprice numeric(15,2) NOT NULL, o_orderdate date NOT NULL,
    o_orderpriority text NOT NULL, o_shippriority integer NOT NULL, o_comment text NOT NULL, o_tags integer[]);
CREATE TABLE lineitem (l_orderkey bigint NOT NULL REFERENCES orders, l_partkey integer NOT NULL,
    l_suppkey integer NOT NULL, l_linenumber integer NOT NULL, l_quantity integer NOT NULL,
    l_extendedprice numeric(15,2) NOT NULL, l_discount numeric(15,2) NOT NULL, l_tax numeric(15,2) NOT NULL,
    l_returnflag char(1) NOT NULL, l_linestatus char(1) NOT NULL, l_shipdate date NOT NULL,
    l_commitdate date NOT NULL, l_receiptdate date NOT NULL, l_shipinstruct text NOT NULL,
    l_shipmode text NOT NULL, PRIMARY KEY (l_orderkey, l_linenumber),
    FOREIGN KEY (l_partkey, l_suppkey) REFERENCES partsupp);
-- Beside them what it lacks: partitions, documents, points in time, words to be searched.
CREATE TABLE visit (v_id bigint NOT NULL, v_custkey integer NOT NULL, v_at timestamptz NOT NULL,
    v_page text NOT NULL, v_data jsonb NOT NULL, v_words tsvector, PRIMARY KEY (v_id, v_at)) PARTITION BY RANGE (v_at);
CREATE TABLE visit_1 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2026-04-01');
CREATE TABLE visit_2 PARTITION OF visit FOR VALUES FROM ('2026-04-01') TO ('2026-07-01');
CREATE TABLE visit_3 PARTITION OF visit FOR VALUES FROM ('2026-07-01') TO ('2026-10-01');
CREATE TABLE visit_4 PARTITION OF visit FOR VALUES FROM ('2026-10-01') TO ('2027-01-01');
CREATE INDEX orders_custkey ON orders (o_custkey);
CREATE INDEX orders_orderdate ON orders (o_orderdate);
CREATE INDEX lineitem_part ON lineitem (l_partkey, l_suppkey);
CREATE INDEX lineitem_shipdate ON lineitem USING brin (l_shipdate) WITH (pages_per_range = 16);
CREATE INDEX customer_name ON customer (lower(c_name));
CREATE INDEX orders_open ON orders (o_orderdate) WHERE o_orderstatus = 'O';
CREATE INDEX orders_tags ON orders USING gin (o_tags);
CREATE INDEX visit_custkey ON visit (v_custkey, v_at);
CREATE STATISTICS orders_state (dependencies, ndistinct, mcv) ON o_orderstatus, o_orderpriority FROM orders;
CREATE STATISTICS lineitem_dates (ndistinct) ON l_returnflag, l_linestatus FROM lineitem;
CREATE STATISTICS orders_month ON (date_trunc('month', o_orderdate::timestamp)) FROM orders;
