-- Plans requests; their parts come as arrays of JSON.
WITH given AS MATERIALIZED (
    SELECT $1::pg_catalog.jsonb AS queries, $2::pg_catalog.jsonb AS requests
),
requests AS MATERIALIZED (
    SELECT pg_catalog.array_agg(r.query ORDER BY r.number) AS queries,
           pg_catalog.array_agg(r.configuration ORDER BY r.number) AS configurations,
           pg_catalog.array_agg(r.binding ORDER BY r.number) AS bindings,
           pg_catalog.array_agg(r."values"::pg_catalog.text ORDER BY r.number) AS given
    FROM given, pg_catalog.jsonb_to_recordset(given.requests)
         AS r (number pg_catalog.int4, query pg_catalog.int4, configuration pg_catalog.text,
               binding pg_catalog.text, "values" pg_catalog.text[])
)
SELECT p.request, p.message, p.sqlstate, p.startup_cost, p.total_cost, p.rows, p.plan,
       pg_catalog.to_json(p."values") AS "values"
FROM requests
CROSS JOIN LATERAL tenfold_planner.plan(
    (SELECT pg_catalog.array_agg(q.text ORDER BY q.number)
     FROM given, pg_catalog.jsonb_array_elements_text(given.queries) WITH ORDINALITY
          AS q (text, number)),
    requests.queries, requests.configurations, requests.bindings, requests.given) AS p
ORDER BY p.request
