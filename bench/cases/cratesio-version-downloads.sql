-- A job takes what was counted since its last run and adds it up.
-- name: UnprocessedDownloads :many
-- calls: 144/day
SELECT version_id, downloads, counted, date
FROM version_downloads
WHERE processed = FALSE AND version_id > $1
ORDER BY version_id
LIMIT 1000;

-- name: MarkProcessed :exec
-- calls: 144/day
UPDATE version_downloads SET processed = TRUE
WHERE processed = FALSE AND date < CURRENT_DATE AND downloads = counted;
