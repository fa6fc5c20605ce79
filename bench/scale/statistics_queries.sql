-- name: two_that_follow
SELECT * FROM customers WHERE country = 'C3' AND city = 'City 3';
-- name: three_that_follow
SELECT * FROM customers WHERE country = 'C12' AND city = 'City 112' AND zip = 3370;
-- name: two_that_exclude
SELECT * FROM customers WHERE country = 'C3' AND city = 'City 4';
-- name: groups_of_places
SELECT country, city, zip, count(*) FROM customers GROUP BY country, city, zip;
-- name: groups_of_two
SELECT country, city FROM customers GROUP BY country, city;
-- name: domain_of_mail
SELECT * FROM customers WHERE split_part(email, '@', 2) = 'Mail0.example';
-- name: groups_of_domains
SELECT split_part(email, '@', 2), count(*) FROM customers GROUP BY 1;
-- name: one_mail
SELECT * FROM customers WHERE lower(email) = 'user77@mail3.example';
-- name: mails_of_a_range
SELECT * FROM customers WHERE lower(email) >= 'user20' AND lower(email) < 'user21';
-- name: money
SELECT * FROM orders WHERE country = 'C7' AND currency = 'M1';
-- name: money_and_carrier
SELECT * FROM orders WHERE country = 'C7' AND currency = 'M1' AND carrier = 'Post3';
-- name: money_joined
SELECT * FROM orders JOIN customers ON customers.id = customer_id
WHERE orders.country = 'C9' AND currency = 'M2' AND carrier = 'Express' AND city = 'City 9';
-- name: groups_of_money
SELECT country, currency, carrier, sum(total) FROM orders GROUP BY 1, 2, 3;
-- name: groups_of_customers
SELECT customer_id, country, currency, sum(total) FROM orders GROUP BY 1, 2, 3;
-- name: months
SELECT date_trunc('month', placed AT TIME ZONE 'UTC'), count(*) FROM orders GROUP BY 1;
-- name: a_month
SELECT * FROM orders WHERE date_trunc('month', placed AT TIME ZONE 'UTC') = '2025-03-01';
-- name: months_of_countries
SELECT date_trunc('month', placed AT TIME ZONE 'UTC'), country, count(*) FROM orders GROUP BY 1, 2;
-- name: a_day
SELECT * FROM orders WHERE date_trunc('day', placed AT TIME ZONE 'UTC') = '2025-03-07';
-- name: days
SELECT date_trunc('day', placed AT TIME ZONE 'UTC'), count(*) FROM orders GROUP BY 1;
-- name: kind
SELECT * FROM orders WHERE doc ->> 'kind' = 'k5' ORDER BY placed DESC LIMIT 50;
-- name: rare_kind
SELECT customer_id, count(*) FROM orders WHERE doc ->> 'kind' = 'k11' GROUP BY 1;
-- name: ref
SELECT * FROM orders WHERE doc ->> 'ref' = 'R123';
-- name: groups_of_refs
SELECT doc ->> 'ref', count(*) FROM orders GROUP BY 1;
-- name: common_tag
SELECT * FROM orders WHERE tags @> '{tag1}';
-- name: two_tags
SELECT * FROM orders WHERE tags @> '{tag5,tag9}';
-- name: any_of_three
SELECT * FROM orders WHERE tags && '{tag400,tag500,tag600}';
-- name: within_tags
SELECT * FROM orders WHERE tags <@ '{tag0,tag1,tag2,tag3,tag4,tag5}';
-- name: common_word
SELECT * FROM orders WHERE to_tsvector('simple', body) @@ 'word2'::tsquery;
-- name: words
SELECT * FROM orders WHERE to_tsvector('simple', body) @@ 'word20 & word30'::tsquery;
-- name: rare_word
SELECT * FROM orders WHERE to_tsvector('simple', body) @@ 'word2500'::tsquery;
-- name: slots_of_a_day
SELECT * FROM orders WHERE slot && tstzrange('2025-06-01', '2025-06-02');
-- name: slot_at_noon
SELECT * FROM orders WHERE slot @> timestamptz '2025-06-01 12:00';
-- name: pages
SELECT * FROM visits WHERE page = 400 AND section = 20 AND site = 1;
-- name: groups_of_pages
SELECT page, section, site, count(*) FROM visits GROUP BY 1, 2, 3;
-- name: sections
SELECT section, site, count(*) FROM visits GROUP BY 1, 2;
