-- Rows of the ledger that are not there as the writer wrote them.
SELECT l.* FROM ledger l WHERE
    CASE l.kind
        WHEN 'task' THEN NOT EXISTS (SELECT FROM tasks WHERE id = l.key AND user_id = l.value)
        WHEN 'comment' THEN NOT EXISTS (SELECT FROM comments WHERE task_id = l.key AND number = l.value)
        WHEN 'event' THEN NOT EXISTS (SELECT FROM events WHERE id = l.key AND user_id = l.value)
    END;
