-- Asked before an order is taken: how many open limit orders one owner has.
-- name: CountOpenLimitOrders :one
-- calls: 50k/day
WITH open_orders AS MATERIALIZED (
    SELECT o.uid
    FROM orders o
    WHERE o.owner = $1
      AND o.class = 'limit'
      AND o.true_valid_to >= $2
      AND o.cancellation_timestamp IS NULL
)
SELECT count(*) FROM open_orders;
