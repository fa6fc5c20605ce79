-- The trades of one account: bytes 33 to 52 of an order's uid are its owner.
-- name: TradesOfOwner :many
-- calls: 200k/day
SELECT t.block_number, t.log_index, t.order_uid, t.buy_amount, t.sell_amount, t.fee_amount
FROM trades t
WHERE substring(t.order_uid, 33, 20) = $1
ORDER BY t.block_number DESC, t.log_index DESC
LIMIT $2;
