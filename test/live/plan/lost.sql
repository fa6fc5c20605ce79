-- Rows of the ledger that are not there as the writer wrote them, and rows that point to nothing.
SELECT l.* FROM ledger l WHERE
    CASE l.kind
        WHEN 'task' THEN NOT EXISTS (SELECT FROM tasks WHERE id = l.key AND user_id = l.value)
        WHEN 'comment' THEN NOT EXISTS (SELECT FROM comments WHERE task_id = l.key AND number = l.value)
        WHEN 'event' THEN NOT EXISTS (SELECT FROM events WHERE id = l.key AND user_id = l.value)
    END
UNION ALL
SELECT 'parent', id, parent_id FROM tasks t
WHERE parent_id IS NOT NULL AND NOT EXISTS (SELECT FROM tasks p WHERE p.id = t.parent_id)
UNION ALL
SELECT 'author', task_id, author_id FROM comments c
WHERE author_id IS NOT NULL AND NOT EXISTS (SELECT FROM users u WHERE u.id = c.author_id);
