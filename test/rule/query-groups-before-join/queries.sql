-- name: MachinesOfOwner :many
SELECT m.id, b.state FROM machines m JOIN latest_builds b ON b.machine_id = m.id WHERE m.owner_id = $1;
