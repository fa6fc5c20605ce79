-- The same rows each time: "random" is a hash of the row's number and a salt. :scale is 1 for 300,000 lines.
CREATE FUNCTION pick(number bigint, salt integer, count integer) RETURNS integer LANGUAGE sql IMMUTABLE
    AS 'SELECT (hashint8extended(number, salt) & 9223372036854775807) % count';
-- Small numbers are more frequent: a fifth of all is in the first hundredth.
CREATE FUNCTION skew(number bigint, salt integer, count integer) RETURNS integer LANGUAGE sql IMMUTABLE
    AS 'SELECT LEAST(count - 1, floor(count * power(pick(number, salt, 1000000) / 1000000.0, 2.5))::integer)';
INSERT INTO region SELECT i, (ARRAY['AFRICA', 'AMERICA', 'ASIA', 'EUROPE', 'MIDDLE EAST'])[i + 1] FROM generate_series(0, 4) AS i;
INSERT INTO nation SELECT i, 'NATION ' || i, i % 5 FROM generate_series(0, 24) AS i;
INSERT INTO supplier SELECT i, 'Supplier ' || i, 'Street ' || pick(i, 1, 9999), pick(i, 2, 25),
    (10 + pick(i, 2, 25)) || '-' || pick(i, 3, 999), pick(i, 4, 1000000) / 100.0 - 1000,
    CASE WHEN pick(i, 5, 50) = 0 THEN 'many Customer told Complaints' ELSE 'quiet ' || md5(i::text) END
    FROM generate_series(1, 500 * :scale) AS i;
INSERT INTO customer SELECT i, 'Customer ' || i, 'Street ' || pick(i, 11, 9999), pick(i, 12, 25),
    (10 + pick(i, 12, 25)) || '-' || pick(i, 13, 999), pick(i, 14, 1000000) / 100.0 - 1000,
    (ARRAY['AUTOMOBILE', 'BUILDING', 'FURNITURE', 'MACHINERY', 'HOUSEHOLD'])[1 + pick(i, 15, 5)]
    FROM generate_series(1, 7500 * :scale) AS i;
INSERT INTO part SELECT i, (ARRAY['green', 'blue', 'forest', 'red', 'plum', 'olive'])[1 + pick(i, 21, 6)] || ' ' || md5(i::text),
    'Maker ' || pick(i, 22, 5), 'Brand ' || pick(i, 23, 25),
    (ARRAY['STANDARD', 'SMALL', 'ECONOMY', 'PROMO', 'MEDIUM'])[1 + pick(i, 24, 5)] || ' ' ||
    (ARRAY['TIN', 'BRASS', 'STEEL', 'COPPER'])[1 + pick(i, 25, 4)], 1 + pick(i, 26, 50),
    (ARRAY['SM', 'MED', 'LG', 'JUMBO'])[1 + pick(i, 27, 4)] || ' ' || (ARRAY['BOX', 'CASE', 'BAG'])[1 + pick(i, 28, 3)],
    900 + pick(i, 29, 100000) / 100.0 FROM generate_series(1, 10000 * :scale) AS i;
INSERT INTO partsupp SELECT i, 1 + (i + j * 125 * :scale) % (500 * :scale), pick(i * 4 + j, 31, 9999), pick(i * 4 + j, 32, 100000) / 100.0
    FROM generate_series(1, 10000 * :scale) AS i, generate_series(0, 3) AS j;
INSERT INTO orders SELECT i, 1 + skew(i, 41, 7500 * :scale), CASE WHEN i > 71000 * :scale THEN 'O' WHEN pick(i, 42, 40) = 0 THEN 'P' ELSE 'F' END,
    1000 + pick(i, 43, 40000000) / 100.0, date '2020-01-01' + (i * 2500 / (75000 * :scale))::integer + pick(i, 44, 5),
    CASE WHEN i > 71000 * :scale THEN '1-URGENT' ELSE (ARRAY['1-URGENT', '2-HIGH', '3-MEDIUM', '4-NONE', '5-LOW'])[1 + pick(i, 45, 5)] END, 0,
    CASE WHEN pick(i, 46, 30) = 0 THEN 'special requests ' ELSE 'plain ' END || md5(i::text), ARRAY[skew(i, 47, 200), skew(i, 48, 200)]
    FROM generate_series(1, 75000 * :scale) AS i;
INSERT INTO lineitem SELECT o.o_orderkey, p, 1 + (p + pick(n, 52, 4) * 125 * :scale) % (500 * :scale), j, 1 + pick(n, 53, 50),
    1000 + pick(n, 54, 9000000) / 100.0, pick(n, 55, 11) / 100.0, pick(n, 56, 9) / 100.0,
    CASE WHEN o.o_orderstatus = 'O' THEN 'N' ELSE (ARRAY['A', 'R', 'N'])[1 + pick(n, 57, 3)] END,
    CASE WHEN o.o_orderstatus = 'F' THEN 'F' ELSE 'O' END, o.o_orderdate + 1 + pick(n, 58, 120),
    o.o_orderdate + 30 + pick(n, 59, 60), o.o_orderdate + 1 + pick(n, 58, 120) + 1 + pick(n, 60, 30),
    (ARRAY['DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'])[1 + pick(n, 61, 4)],
    (ARRAY['AIR', 'REG AIR', 'MAIL', 'SHIP', 'TRUCK', 'RAIL', 'FOB'])[1 + pick(n, 62, 7)]
    FROM orders AS o, generate_series(1, 4) AS j, LATERAL (SELECT o.o_orderkey * 4 + j AS n) AS x,
    LATERAL (SELECT 1 + pick(n, 51, 10000 * :scale) AS p) AS y;
INSERT INTO visit SELECT i, 1 + skew(i, 71, 7500 * :scale), timestamptz '2026-01-01 00:00+00' + i * interval '280 seconds' / :scale,
    '/page/' || skew(i, 72, 400), jsonb_build_object('agent', skew(i, 73, 30), 'ref', pick(i, 74, 5000)),
    to_tsvector('simple', 'w' || skew(i, 75, 900) || ' w' || skew(i, 76, 900)) FROM generate_series(1, 100000 * :scale) AS i;
DROP FUNCTION pick, skew;
