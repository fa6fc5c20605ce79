exports.up = (pgm) => {
  pgm.addColumns('posts', { lead: { type: 'text' } });
  pgm.createFunction('touch', [], { returns: 'trigger', language: 'plpgsql', replace: true },
    'BEGIN NEW.lead := 1; RETURN NEW; END');
  pgm.createTrigger('posts', 'touch', { when: 'BEFORE', operation: 'INSERT', function: 'touch', level: 'ROW' });
  pgm.createView('authors', {},
    'SELECT u.name, count(*) AS posts FROM users u JOIN posts p ON p.user_id = u.id GROUP BY u.name');
};
