-- q1
SELECT l_returnflag, l_linestatus, sum(l_quantity), sum(l_extendedprice * (1 - l_discount)), count(*) FROM lineitem WHERE l_shipdate <= date '2026-09-01' GROUP BY l_returnflag, l_linestatus ORDER BY 1, 2;
-- q2
SELECT s_acctbal, s_name, n_name, p_partkey FROM part, supplier, partsupp, nation, region WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND p_size = 15 AND p_type LIKE '%BRASS' AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE' AND ps_supplycost = (SELECT min(ps_supplycost) FROM partsupp, supplier, nation, region WHERE p_partkey = ps_partkey AND s_suppkey = ps_suppkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'EUROPE') ORDER BY s_acctbal DESC, n_name LIMIT 100;
-- q3
SELECT l_orderkey, sum(l_extendedprice * (1 - l_discount)) AS revenue, o_orderdate FROM customer, orders, lineitem WHERE c_mktsegment = 'BUILDING' AND c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate < date '2023-03-15' AND l_shipdate > date '2023-03-15' GROUP BY l_orderkey, o_orderdate ORDER BY revenue DESC, o_orderdate LIMIT 10;
-- q4
SELECT o_orderpriority, count(*) FROM orders WHERE o_orderdate >= date '2023-07-01' AND o_orderdate < date '2023-10-01' AND EXISTS (SELECT FROM lineitem WHERE l_orderkey = o_orderkey AND l_commitdate < l_receiptdate) GROUP BY o_orderpriority ORDER BY 1;
-- q5
SELECT n_name, sum(l_extendedprice * (1 - l_discount)) AS revenue FROM customer, orders, lineitem, supplier, nation, region WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey AND c_nationkey = s_nationkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey AND r_name = 'ASIA' AND o_orderdate >= date '2024-01-01' AND o_orderdate < date '2025-01-01' GROUP BY n_name ORDER BY revenue DESC;
-- q6
SELECT sum(l_extendedprice * l_discount) FROM lineitem WHERE l_shipdate >= date '2024-01-01' AND l_shipdate < date '2024-02-01' AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24;
-- q7
SELECT supp, cust, y, sum(volume) FROM (SELECT n1.n_name AS supp, n2.n_name AS cust, extract(year FROM l_shipdate) AS y, l_extendedprice * (1 - l_discount) AS volume FROM supplier, lineitem, orders, customer, nation n1, nation n2 WHERE s_suppkey = l_suppkey AND o_orderkey = l_orderkey AND c_custkey = o_custkey AND s_nationkey = n1.n_nationkey AND c_nationkey = n2.n_nationkey AND (n1.n_name = 'NATION 3' AND n2.n_name = 'NATION 7' OR n1.n_name = 'NATION 7' AND n2.n_name = 'NATION 3') AND l_shipdate BETWEEN date '2024-01-01' AND date '2025-12-31') AS s GROUP BY supp, cust, y ORDER BY 1, 2, 3;
-- q8
SELECT y, sum(CASE WHEN nation = 'NATION 5' THEN volume ELSE 0 END) / sum(volume) FROM (SELECT extract(year FROM o_orderdate) AS y, l_extendedprice * (1 - l_discount) AS volume, n2.n_name AS nation FROM part, supplier, lineitem, orders, customer, nation n1, nation n2, region WHERE p_partkey = l_partkey AND s_suppkey = l_suppkey AND l_orderkey = o_orderkey AND o_custkey = c_custkey AND c_nationkey = n1.n_nationkey AND n1.n_regionkey = r_regionkey AND r_name = 'AMERICA' AND s_nationkey = n2.n_nationkey AND o_orderdate BETWEEN date '2024-01-01' AND date '2025-12-31' AND p_type = 'ECONOMY STEEL') AS s GROUP BY y ORDER BY y;
-- q9
SELECT nation, y, sum(amount) FROM (SELECT n_name AS nation, extract(year FROM o_orderdate) AS y, l_extendedprice * (1 - l_discount) - ps_supplycost * l_quantity AS amount FROM part, supplier, lineitem, partsupp, orders, nation WHERE s_suppkey = l_suppkey AND ps_suppkey = l_suppkey AND ps_partkey = l_partkey AND p_partkey = l_partkey AND o_orderkey = l_orderkey AND s_nationkey = n_nationkey AND p_name LIKE '%green%') AS s GROUP BY nation, y ORDER BY nation, y DESC;
-- q10
SELECT c_custkey, c_name, sum(l_extendedprice * (1 - l_discount)) AS revenue, n_name FROM customer, orders, lineitem, nation WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND o_orderdate >= date '2023-10-01' AND o_orderdate < date '2024-01-01' AND l_returnflag = 'R' AND c_nationkey = n_nationkey GROUP BY c_custkey, c_name, n_name ORDER BY revenue DESC LIMIT 20;
-- q11
SELECT ps_partkey, sum(ps_supplycost * ps_availqty) AS value FROM partsupp, supplier, nation WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'NATION 8' GROUP BY ps_partkey HAVING sum(ps_supplycost * ps_availqty) > (SELECT sum(ps_supplycost * ps_availqty) * 0.0001 FROM partsupp, supplier, nation WHERE ps_suppkey = s_suppkey AND s_nationkey = n_nationkey AND n_name = 'NATION 8') ORDER BY value DESC;
-- q12
SELECT l_shipmode, count(*) FILTER (WHERE o_orderpriority = '1-URGENT') FROM orders, lineitem WHERE o_orderkey = l_orderkey AND l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate AND l_receiptdate >= date '2024-01-01' AND l_receiptdate < date '2025-01-01' GROUP BY l_shipmode ORDER BY 1;
-- q13
SELECT c_count, count(*) FROM (SELECT c_custkey, count(o_orderkey) AS c_count FROM customer LEFT JOIN orders ON c_custkey = o_custkey AND o_comment NOT LIKE '%special%requests%' GROUP BY c_custkey) AS s GROUP BY c_count ORDER BY 2 DESC, 1 DESC;
-- q14
SELECT 100.0 * sum(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice ELSE 0 END) / sum(l_extendedprice) FROM lineitem, part WHERE l_partkey = p_partkey AND l_shipdate >= date '2024-09-01' AND l_shipdate < date '2024-10-01';
-- q15
WITH revenue AS (SELECT l_suppkey AS supplier_no, sum(l_extendedprice * (1 - l_discount)) AS total FROM lineitem WHERE l_shipdate >= date '2024-01-01' AND l_shipdate < date '2024-04-01' GROUP BY l_suppkey) SELECT s_suppkey, s_name, total FROM supplier, revenue WHERE s_suppkey = supplier_no AND total = (SELECT max(total) FROM revenue) ORDER BY s_suppkey;
-- q16
SELECT p_brand, p_type, p_size, count(DISTINCT ps_suppkey) AS n FROM partsupp, part WHERE p_partkey = ps_partkey AND p_brand <> 'Brand 4' AND p_type NOT LIKE 'MEDIUM%' AND p_size IN (49, 14, 23, 45, 19, 3, 36, 9) AND ps_suppkey NOT IN (SELECT s_suppkey FROM supplier WHERE s_comment LIKE '%Customer%Complaints%') GROUP BY p_brand, p_type, p_size ORDER BY n DESC, 1, 2, 3;
-- q17
SELECT sum(l_extendedprice) / 7.0 FROM lineitem, part WHERE p_partkey = l_partkey AND p_brand = 'Brand 23' AND p_container = 'MED BOX' AND l_quantity < (SELECT 0.2 * avg(l_quantity) FROM lineitem WHERE l_partkey = p_partkey);
-- q18
SELECT c_name, o_orderkey, sum(l_quantity) FROM customer, orders, lineitem WHERE o_orderkey IN (SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING sum(l_quantity) > 180) AND c_custkey = o_custkey AND o_orderkey = l_orderkey GROUP BY c_name, o_orderkey, o_totalprice ORDER BY o_totalprice DESC LIMIT 100;
-- q19
SELECT sum(l_extendedprice * (1 - l_discount)) FROM lineitem, part WHERE p_partkey = l_partkey AND l_shipmode IN ('AIR', 'REG AIR') AND (p_brand = 'Brand 12' AND p_container IN ('SM CASE', 'SM BOX') AND l_quantity BETWEEN 1 AND 11 AND p_size BETWEEN 1 AND 5 OR p_brand = 'Brand 23' AND p_container IN ('MED BAG', 'MED BOX') AND l_quantity BETWEEN 10 AND 20 AND p_size BETWEEN 1 AND 10);
-- q20
SELECT s_name FROM supplier, nation WHERE s_suppkey IN (SELECT ps_suppkey FROM partsupp WHERE ps_partkey IN (SELECT p_partkey FROM part WHERE p_name LIKE 'forest%') AND ps_availqty > (SELECT 0.5 * sum(l_quantity) FROM lineitem WHERE l_partkey = ps_partkey AND l_suppkey = ps_suppkey AND l_shipdate >= date '2024-01-01' AND l_shipdate < date '2025-01-01')) AND s_nationkey = n_nationkey AND n_name = 'NATION 4' ORDER BY s_name;
-- q21
SELECT s_name, count(*) AS n FROM supplier, lineitem l1, orders, nation WHERE s_suppkey = l1.l_suppkey AND o_orderkey = l1.l_orderkey AND o_orderstatus = 'F' AND l1.l_receiptdate > l1.l_commitdate AND EXISTS (SELECT FROM lineitem l2 WHERE l2.l_orderkey = l1.l_orderkey AND l2.l_suppkey <> l1.l_suppkey) AND NOT EXISTS (SELECT FROM lineitem l3 WHERE l3.l_orderkey = l1.l_orderkey AND l3.l_suppkey <> l1.l_suppkey AND l3.l_receiptdate > l3.l_commitdate) AND s_nationkey = n_nationkey AND n_name = 'NATION 9' GROUP BY s_name ORDER BY n DESC, s_name LIMIT 100;
-- q22
SELECT code, count(*), sum(c_acctbal) FROM (SELECT substring(c_phone FROM 1 FOR 2) AS code, c_acctbal FROM customer WHERE substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30') AND c_acctbal > (SELECT avg(c_acctbal) FROM customer WHERE c_acctbal > 0.00 AND substring(c_phone FROM 1 FOR 2) IN ('13', '31', '23', '29', '30')) AND NOT EXISTS (SELECT FROM orders WHERE o_custkey = c_custkey)) AS s GROUP BY code ORDER BY code;
-- key
SELECT * FROM orders WHERE o_orderkey = 4711;
-- foreign key
SELECT * FROM orders WHERE o_custkey = 15 ORDER BY o_orderdate DESC LIMIT 10;
-- partial index
SELECT * FROM orders WHERE o_orderstatus = 'O' AND o_orderdate > date '2026-10-01' ORDER BY o_orderdate LIMIT 20;
-- expression index
SELECT * FROM customer WHERE lower(c_name) = 'customer 77';
-- expression range
SELECT * FROM customer WHERE lower(c_name) BETWEEN 'customer 77' AND 'customer 79';
-- two columns that depend
SELECT * FROM orders WHERE o_orderstatus = 'O' AND o_orderpriority = '1-URGENT';
-- groups of two columns
SELECT o_orderstatus, o_orderpriority, count(*) FROM orders GROUP BY 1, 2;
-- groups of an expression
SELECT date_trunc('month', o_orderdate::timestamp), count(*) FROM orders GROUP BY 1;
-- members of arrays
SELECT * FROM orders WHERE o_tags @> ARRAY[150, 3];
-- overlap of arrays
SELECT count(*) FROM orders WHERE o_tags && ARRAY[199];
-- brin
SELECT * FROM lineitem WHERE l_shipdate = date '2024-05-05';
-- index only
SELECT count(*) FROM orders WHERE o_orderdate BETWEEN date '2024-01-01' AND date '2024-01-31';
-- one partition
SELECT * FROM visit WHERE v_at >= '2026-02-01' AND v_at < '2026-02-02';
-- all partitions
SELECT * FROM visit WHERE v_custkey = 300 ORDER BY v_at DESC LIMIT 5;
-- join with partitions
SELECT c_name, count(*) FROM customer JOIN visit ON v_custkey = c_custkey WHERE v_at > '2026-09-30' AND c_nationkey = 3 GROUP BY 1;
-- words
SELECT * FROM visit WHERE v_words @@ to_tsquery('simple', 'w5 & w600');
-- document
SELECT * FROM visit WHERE v_data @> '{"agent": 3}';
-- update
UPDATE orders SET o_comment = 'x' WHERE o_custkey = 12;
-- delete
DELETE FROM lineitem WHERE l_orderkey IN (SELECT o_orderkey FROM orders WHERE o_orderdate < date '2020-01-05');
-- many values
SELECT * FROM lineitem WHERE l_partkey IN (5, 10, 15, 20, 25, 30);
-- beyond the end
SELECT * FROM orders WHERE o_orderdate > date '2027-06-01';
-- upsert
INSERT INTO region VALUES (1, 'x') ON CONFLICT (r_regionkey) DO UPDATE SET r_name = excluded.r_name;
-- window
SELECT o_custkey, row_number() OVER (PARTITION BY o_custkey ORDER BY o_orderdate) FROM orders WHERE o_totalprice > 300000;
-- recursive
WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 100) SELECT * FROM r JOIN orders ON o_orderkey = n;
