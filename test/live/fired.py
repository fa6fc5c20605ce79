#!/usr/bin/env python3
"""fired.py - a foreign key without index that makes a DELETE slow is the first finding.

EXPLAIN shows a DELETE that finds its row by the primary key; what takes the time is the search for children.
It is looked at as pg_stat_statements counts it by default, where that time is the DELETE's, and with
track = all, where the search is a statement of its own.
"""

import json
import os
import shutil
import subprocess

import snapshot

SETUP = """
CREATE EXTENSION pg_stat_statements;
CREATE TABLE tasks (id bigint PRIMARY KEY, title text NOT NULL, status text NOT NULL);
CREATE TABLE comments (id bigint PRIMARY KEY, body text NOT NULL,
                       task_id bigint NOT NULL CONSTRAINT comments_task REFERENCES tasks);
CREATE TABLE tags (id bigint PRIMARY KEY);
CREATE TABLE task_tags (task_id bigint NOT NULL REFERENCES tasks,
                        tag_id bigint NOT NULL CONSTRAINT task_tags_tag REFERENCES tags,
                        PRIMARY KEY (task_id, tag_id));
CREATE TABLE history (id bigserial PRIMARY KEY, what bigint NOT NULL, note text);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    DELETE FROM history WHERE what = OLD.id;
    RETURN OLD;
  END IF;
  INSERT INTO history (what, note) VALUES (NEW.id, NEW.status);
  RETURN NEW;
END$$;
CREATE TRIGGER note AFTER UPDATE OF status ON tasks FOR EACH ROW EXECUTE FUNCTION note();
INSERT INTO tasks SELECT g, 'task ' || g, 'open' FROM generate_series(1, 20000) g;
INSERT INTO comments SELECT g, repeat('x', 100), 1 + g % 10000 FROM generate_series(1, 200000) g;
INSERT INTO tags SELECT g FROM generate_series(1, 100) g;
INSERT INTO task_tags SELECT g, 1 + g % 100 FROM generate_series(1, 20000) g WHERE g <= 15000;
VACUUM ANALYZE;
"""


def work(server):
    """Many quick queries, one that reads tasks whole, and DELETEs that take most of the time."""
    quick = [f'SELECT title FROM tasks WHERE id = {i}' for i in range(1, 200)]
    quick += [f"UPDATE tasks SET status = 'done' WHERE id = {i}" for i in range(1, 50)]
    slow = [f'DELETE FROM tasks WHERE id = {work.next + i}' for i in range(30)]
    work.next += 30
    server.psql('acme', 'SELECT pg_stat_statements_reset()')
    server.psql('acme', ';\n'.join(quick + ["SELECT count(*) FROM tasks WHERE title = 'x'"] + slow))


work.next = 16000


def analyze(server):
    path = os.path.join(server.root, 'fired.snap')
    snapshot.tenfold('snapshot', snapshot.uri(server, 'postgres'), '-o', path)
    return json.loads(snapshot.tenfold('analyze', path, '--no-server', '--json', '--all'))


def find(report, name):
    return next((pain for pain in report['findings'] if name in pain['message']), None)


def expects(report, *words):
    first = report['findings'][0]
    problems = [] if first['rule'] == 'fk-without-index' and 'comments' in first['message'] else [first['message']]
    text = first['message'] + ' ' + first.get('detail', '')
    return problems + [f'missing: {word} in {text}' for word in words if word not in text]


def top_level(server):
    work(server)
    report = analyze(server)
    problems = expects(report, 'searches comments through it', 'although it finds its own rows by an index')
    other = find(report, 'task_tags (tag_id)')
    if other is None or 'deletes from tags' not in other.get('detail', ''):
        problems.append(f'a key that no query deletes through is not said to be one: {other}')
    return problems


def all_levels(server):
    server.psql('acme', "ALTER SYSTEM SET pg_stat_statements.track = 'all'")
    server.psql('acme', 'SELECT pg_reload_conf()')
    server.psql('acme', 'SELECT pg_sleep(0.5)')
    work(server)
    report = analyze(server)
    problems = expects(report, 'for each such search')
    model = snapshot.model(os.path.join(server.root, 'fired.snap'))
    for words in ('OPERATOR(pg_catalog.=)', 'VALUES (NEW.id, NEW.status)'):
        at = next((i for i, line in enumerate(model) if line.startswith('query ') and words in line), None)
        if at is None or not model[at + 1].endswith('understood'):
            problems.append(f'not understood: {words}: {at and model[at:at + 3]}')
    return problems


def main():
    share = subprocess.run(['find', '/usr/share/postgresql', '-name', 'pg_stat_statements.control'],
                           capture_output=True, text=True).stdout
    if not os.path.exists(f'{snapshot.BIN}/postgres') or not share.strip():
        print('1..0 # SKIP no PostgreSQL with pg_stat_statements in', snapshot.BIN)
        return
    server = snapshot.Server(snapshot.BIN, None, True)
    try:
        server.psql('postgres', 'CREATE DATABASE acme')
        server.psql('acme', SETUP)
        snapshot.check('the time of the search is the DELETE\'s', top_level, server)
        snapshot.check('the search was counted on its own', all_levels, server)
    finally:
        server.stop()
        shutil.rmtree(server.root)
    print(f'1..{snapshot.number}')


if __name__ == '__main__':
    snapshot.CASE = snapshot.sys.argv[1]
    main()
