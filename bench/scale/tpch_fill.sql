-- Rows for tpch_schema.sql at the scale factor :sf, the same ones each time: values are hashes of the
-- key. Counts, ranges, distributions and dependencies are those of the TPC-H specification, section 4.2;
-- texts are of its lengths, with the words that its queries look for at about its frequencies.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET work_mem = '64MB';
SET max_parallel_workers_per_gather = 0;
SET session_replication_role = replica; -- lines come before their orders

-- Uniform in [low, high], from a key and the number of a column.
CREATE FUNCTION pick(key bigint, salt bigint, low bigint, high bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT low + (hashint8extended(key, salt) & 9223372036854775807) % (high - low + 1)
$$;

CREATE TEMP TABLE word AS
SELECT * FROM unnest(string_to_array(
    'almond antique aquamarine azure beige bisque black blanched blue blush brown burlywood burnished '
    'chartreuse chiffon chocolate coral cornflower cornsilk cream cyan dark deep dim dodger drab firebrick '
    'floral forest frosted gainsboro ghost goldenrod green grey honeydew hot indian ivory khaki lace lavender '
    'lawn lemon light lime linen magenta maroon medium metallic midnight mint misty moccasin navajo navy olive '
    'orange orchid pale papaya peach peru pink plum powder puff purple red rose rosy royal saddle salmon sandy '
    'seashell sienna sky slate smoke snow spring steel tan thistle tomato turquoise violet wheat white yellow',
    ' ')) WITH ORDINALITY AS w(text, id);

CREATE TEMP TABLE phrase AS
SELECT id - 1 AS id,
       (ARRAY['furiously','carefully','quickly','slyly','blithely','fluffily','daringly','ruthlessly'])[pick(id, 1, 1, 8)]
       || ' ' || (ARRAY['special','pending','unusual','express','final','regular','ironic','bold','even','silent'])
                 [pick(id, 2, 1, 10)]
       || ' ' || (ARRAY['requests','deposits','packages','accounts','foxes','ideas','theodolites','pinto beans',
                        'instructions','dependencies','excuses','platelets'])[pick(id, 3, 1, 12)]
       || ' ' || (ARRAY['sleep','wake','haggle','nag','cajole','use','boost','integrate','detect'])[pick(id, 4, 1, 9)]
       || ' ' || (ARRAY['about','above','according to','across','among','against','after'])[pick(id, 5, 1, 7)]
       || ' the ' AS text
FROM generate_series(1, 8192) AS id;
ANALYZE word, phrase;

INSERT INTO region
SELECT id - 1, name, 'region of the world'
FROM unnest('{AFRICA,AMERICA,ASIA,EUROPE,MIDDLE EAST}'::text[]) WITH ORDINALITY AS r(name, id);

INSERT INTO nation
SELECT id - 1, name, region, 'nation of its region'
FROM unnest('{ALGERIA,ARGENTINA,BRAZIL,CANADA,EGYPT,ETHIOPIA,FRANCE,GERMANY,INDIA,INDONESIA,IRAN,IRAQ,JAPAN,JORDAN,
              KENYA,MOROCCO,MOZAMBIQUE,PERU,CHINA,ROMANIA,SAUDI ARABIA,VIETNAM,RUSSIA,UNITED KINGDOM,
              UNITED STATES}'::text[],
            '{0,1,1,1,4,0,3,3,2,2,4,4,2,4,0,0,0,1,2,3,4,2,3,3,1}'::integer[])
     WITH ORDINALITY AS n(name, region, id);

INSERT INTO part
SELECT k, (SELECT string_agg(text, ' ') FROM word WHERE word.id IN
              (pick(k, 10, 1, 92), pick(k, 11, 1, 92), pick(k, 12, 1, 92), pick(k, 13, 1, 92), pick(k, 14, 1, 92))),
       'Manufacturer#' || m, 'Brand#' || m || pick(k, 16, 1, 5),
       (ARRAY['STANDARD','SMALL','MEDIUM','LARGE','ECONOMY','PROMO'])[pick(k, 17, 1, 6)] || ' '
       || (ARRAY['ANODIZED','BURNISHED','PLATED','POLISHED','BRUSHED'])[pick(k, 18, 1, 5)] || ' '
       || (ARRAY['TIN','NICKEL','BRASS','STEEL','COPPER'])[pick(k, 19, 1, 5)],
       pick(k, 20, 1, 50),
       (ARRAY['SM','LG','MED','JUMBO','WRAP'])[pick(k, 21, 1, 5)] || ' '
       || (ARRAY['CASE','BOX','BAG','JAR','PKG','PACK','CAN','DRUM'])[pick(k, 22, 1, 8)],
       (90000 + (k / 10) % 20001 + 100 * (k % 1000)) / 100.0,
       left(phrase.text, pick(k, 24, 5, 22)::int)
FROM generate_series(1, (:sf * 200000)::bigint) AS k
CROSS JOIN LATERAL (SELECT pick(k, 15, 1, 5)) AS maker(m)
JOIN phrase ON phrase.id = pick(k, 23, 0, 8191)
ORDER BY k;

INSERT INTO supplier
SELECT k, 'Supplier#' || lpad(k::text, 9, '0'), left(md5(k::text) || md5((k + 1)::text), pick(k, 30, 10, 40)::int),
       n, 10 + n || '-' || pick(k, 32, 100, 999) || '-' || pick(k, 33, 100, 999) || '-' || pick(k, 34, 1000, 9999),
       pick(k, 35, -99999, 999999) / 100.0,
       CASE WHEN k % 2000 = 7 THEN 'the Customer sent Complaints about ' ELSE '' END
       || left(a.text || b.text, pick(k, 37, 25, 60)::int)
FROM generate_series(1, (:sf * 10000)::bigint) AS k
CROSS JOIN LATERAL (SELECT pick(k, 31, 0, 24)) AS nation(n)
JOIN phrase AS a ON a.id = pick(k, 36, 0, 8191)
JOIN phrase AS b ON b.id = pick(k, 38, 0, 8191)
ORDER BY k;

-- The i-th of the four suppliers of a part.
CREATE FUNCTION supplier_of(part bigint, i bigint, suppliers bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
    SELECT (part + i * (suppliers / 4 + (part - 1) / suppliers)) % suppliers + 1
$$;

INSERT INTO partsupp
SELECT k, supplier_of(k, i, (:sf * 10000)::bigint), pick(k * 4 + i, 41, 1, 9999), pick(k * 4 + i, 42, 100, 100000) / 100.0,
       left(a.text || b.text || a.text || b.text, pick(k * 4 + i, 45, 49, 198)::int)
FROM generate_series(1, (:sf * 200000)::bigint) AS k
CROSS JOIN generate_series(0, 3) AS i
JOIN phrase AS a ON a.id = pick(k * 4 + i, 43, 0, 8191)
JOIN phrase AS b ON b.id = pick(k * 4 + i, 44, 0, 8191)
ORDER BY k, i;

INSERT INTO customer
SELECT k, 'Customer#' || lpad(k::text, 9, '0'), left(md5(k::text) || md5((k + 2)::text), pick(k, 50, 10, 40)::int),
       n, 10 + n || '-' || pick(k, 52, 100, 999) || '-' || pick(k, 53, 100, 999) || '-' || pick(k, 54, 1000, 9999),
       pick(k, 55, -99999, 999999) / 100.0,
       (ARRAY['AUTOMOBILE','BUILDING','FURNITURE','MACHINERY','HOUSEHOLD'])[pick(k, 56, 1, 5)],
       left(a.text || b.text, pick(k, 59, 29, 116)::int)
FROM generate_series(1, (:sf * 150000)::bigint) AS k
CROSS JOIN LATERAL (SELECT pick(k, 51, 0, 24)) AS nation(n)
JOIN phrase AS a ON a.id = pick(k, 57, 0, 8191)
JOIN phrase AS b ON b.id = pick(k, 58, 0, 8191)
ORDER BY k;

-- Of 32 order keys eight are used; of three customers one never orders; an order has one to seven lines.
CREATE TEMP TABLE new_order AS
SELECT (k - 1) / 8 * 32 + (k - 1) % 8 + 1 AS o,
       (c - 1) / 2 * 3 + (c - 1) % 2 + 1 AS customer,
       date '1992-01-01' + pick(k, 61, 0, 2405)::int AS day, pick(k, 62, 1, 7) AS lines
FROM generate_series(1, (:sf * 1500000)::bigint) AS k
CROSS JOIN LATERAL (SELECT pick(k, 60, 1, (:sf * 100000)::bigint)) AS customer(c);

INSERT INTO lineitem
SELECT o, p, supplier_of(p, pick(k, 72, 0, 3), (:sf * 10000)::bigint), i, q,
       q * (90000 + (p / 10) % 20001 + 100 * (p % 1000)) / 100.0,
       pick(k, 74, 0, 10) / 100.0, pick(k, 75, 0, 8) / 100.0,
       CASE WHEN received > date '1995-06-17' THEN 'N' WHEN pick(k, 76, 0, 1) = 0 THEN 'R' ELSE 'A' END,
       CASE WHEN shipped > date '1995-06-17' THEN 'O' ELSE 'F' END,
       shipped, day + pick(k, 77, 30, 90)::int, received,
       (ARRAY['DELIVER IN PERSON','COLLECT COD','NONE','TAKE BACK RETURN'])[pick(k, 78, 1, 4)],
       (ARRAY['REG AIR','AIR','RAIL','SHIP','TRUCK','MAIL','FOB'])[pick(k, 79, 1, 7)],
       substr(phrase.text, pick(k, 81, 1, 10)::int, pick(k, 82, 10, 43)::int)
FROM new_order
CROSS JOIN generate_series(1, 7) AS i
CROSS JOIN LATERAL (SELECT o * 8 + i, day + pick(o * 8 + i, 71, 1, 121)::int) AS line(k, shipped)
CROSS JOIN LATERAL (SELECT pick(k, 70, 1, (:sf * 200000)::bigint), pick(k, 73, 1, 50),
                           shipped + pick(k, 83, 1, 30)::int) AS more(p, q, received)
JOIN phrase ON phrase.id = pick(k, 80, 0, 8191)
WHERE i <= lines
ORDER BY o, i;

INSERT INTO orders
SELECT o, customer, CASE WHEN open = 0 THEN 'F' WHEN open = lines THEN 'O' ELSE 'P' END, total, day,
       (ARRAY['1-URGENT','2-HIGH','3-MEDIUM','4-NOT SPECIFIED','5-LOW'])[pick(o, 64, 1, 5)],
       'Clerk#' || lpad(pick(o, 65, 1, (:sf * 1000)::bigint)::text, 9, '0'), 0,
       left(a.text || b.text, pick(o, 68, 19, 78)::int)
FROM new_order
JOIN (SELECT l_orderkey, count(*) FILTER (WHERE l_linestatus = 'O') AS open,
             sum(round(l_extendedprice * (1 + l_tax) * (1 - l_discount), 2)) AS total
      FROM lineitem GROUP BY l_orderkey) AS sums ON l_orderkey = o
JOIN phrase AS a ON a.id = pick(o, 66, 0, 8191)
JOIN phrase AS b ON b.id = pick(o, 67, 0, 8191)
ORDER BY o;

DROP FUNCTION supplier_of(bigint, bigint, bigint), pick(bigint, bigint, bigint, bigint);
