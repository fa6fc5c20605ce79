#!/usr/bin/env python3
"""snapshot.py SNAPSHOT_CASE - snapshots of real servers, taken by psql and by tenfold.

A database with data, statistics and statements of several roles is looked at as superuser, as a member of
pg_monitor and as a bare role: by the script under psql, by tenfold over a connection, and directly. All
three must give the same model. The same on every server of TENFOLD_SERVERS.
"""

import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import sys
import tempfile

BIN = os.environ.get('TENFOLD_PG_BIN', '/usr/lib/postgresql/15/bin')
TENFOLD = os.environ.get('TENFOLD_BINARY', 'build/tenfold')

# What the caller's shell says of servers is not about these.
for name in [name for name in os.environ if name.startswith('PG')]:
    del os.environ[name]

SETUP = """
CREATE SCHEMA tools; CREATE SCHEMA "Odd.Name";
CREATE TABLE workspaces (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE tasks (id bigserial PRIMARY KEY, workspace_id int REFERENCES workspaces, title text, note text,
                    labels text[], secret text, done bool, at timestamptz DEFAULT now());
CREATE INDEX ON tasks (workspace_id); CREATE INDEX unused ON tasks (note);
CREATE TABLE "Odd.Name"."Ünïcode ""x"" y" (a int CHECK (a > 0), b text DEFAULT E'back\\\\slash\\n''quote''');
CREATE TABLE events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE VIEW open_tasks AS SELECT id, title FROM tasks WHERE NOT done;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.at := now(); RETURN NEW; END$$;
CREATE TRIGGER touch BEFORE UPDATE ON tasks FOR EACH ROW EXECUTE FUNCTION touch();
INSERT INTO workspaces (name) SELECT 'w' || g FROM generate_series(1, 50) g;
INSERT INTO tasks (workspace_id, title, labels, secret, done)
SELECT 1 + g % 7 * (g % 3), 'task ' || g, ARRAY['a "b"', 'c,' || g % 4], 'hush ' || g % 5, g % 10 = 0
FROM generate_series(1, 3000) g;
INSERT INTO events SELECT g, '2024-03-01' FROM generate_series(1, 100) g;
CREATE STATISTICS together (ndistinct, dependencies, mcv) ON workspace_id, done, secret FROM tasks;
CREATE INDEX lowered ON tasks (workspace_id, lower(title));
CREATE TABLE stays (id int, during tsrange);
INSERT INTO stays SELECT g, tsrange(at, at + g % 5 * interval '1 day')
FROM generate_series(1, 1000) g, LATERAL (SELECT timestamp '2024-01-01' + g * interval '1 hour' AS at) AS t;
GRANT USAGE ON SCHEMA tools TO PUBLIC; GRANT SELECT, UPDATE ON tasks, workspaces TO app;
ANALYZE;
"""

STATEMENTS = """
SELECT * FROM tasks WHERE workspace_id = 3 /*controller='tasks',route='%2Ftasks'*/;
SELECT count(*) FROM tasks WHERE at > now() - interval '1 day' AND note IS NULL;
-- name of the query
UPDATE tasks SET done = true WHERE id = 7;
(SELECT title FROM tasks WHERE title LIKE 'task 1%' LIMIT 3) UNION ALL SELECT name FROM workspaces;
ALTER ROLE app PASSWORD 'very secret';
SELECT relname FROM pg_catalog.pg_class WHERE relname = 'x';
SET ROLE app;
SELECT * FROM tasks WHERE title = 'task 5';
SELECT title FROM tasks WHERE title = 'task 6';
"""


class Server:
    def __init__(self, bin_folder, libraries, preload):
        self.bin = bin_folder
        self.root = tempfile.mkdtemp(prefix='tenfold-snapshot-')
        os.chmod(self.root, 0o755)
        self.user = pwd.getpwnam('postgres') if os.getuid() == 0 else None
        if self.user:
            os.chown(self.root, self.user.pw_uid, self.user.pw_gid)
        self.env = dict(os.environ, PGHOST=self.root, PGUSER='postgres', PGCLIENTENCODING='')
        self.server_env = dict(os.environ, LC_ALL='C')
        if libraries:
            self.server_env['LD_LIBRARY_PATH'] = libraries
        self.start('data', preload, ['initdb', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync'])

    def start(self, name, preload, make, port=5432):
        data = os.path.join(self.root, name)
        self.run([f'{self.bin}/{make[0]}', '-D', data, *make[1:]])
        options = f"-c listen_addresses='' -k {self.root} -p {port} -c fsync=off -c autovacuum=off"
        if preload:
            options += ' -c shared_preload_libraries=pg_stat_statements'
        self.run([f'{self.bin}/pg_ctl', '-D', data, '-w', '-l', f'{self.root}/log', '-o', options, 'start'])

    def run(self, command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd='/',
                       env=self.server_env, user=self.user.pw_uid if self.user else None,
                       group=self.user.pw_gid if self.user else None)

    def stop(self, name='data'):
        self.run([f'{self.bin}/pg_ctl', '-D', f'{self.root}/{name}', '-m', 'immediate', 'stop'])

    def psql(self, database, text, *options):
        done = subprocess.run([PSQL, '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, *options],
                              input=text, env=self.env, text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr.strip()[:2000])
        return done.stdout.strip()


# Another major's psql may be given: the script must run under each of them.
PSQL = os.environ.get('TENFOLD_PSQL', os.path.join(BIN, 'psql'))


def uri(server, role, port=5432):
    return f'postgresql://{role}@/acme?host={server.root}&port={port}'


def tenfold(*arguments):
    done = subprocess.run([TENFOLD, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[:2000])
    return done.stdout


def by_script(server, role, name, *options, port=5432):
    script = os.path.join(server.root, f'{name}.sql')
    path = os.path.join(server.root, f'{name}.snap')
    with open(script, 'w') as file:
        file.write(tenfold('snapshot', *options))
    done = subprocess.run([PSQL, '-X', '-f', script, '-v', f'file={path}', '-U', role, '-p', str(port), 'acme'],
                          env=server.env, text=True, capture_output=True)
    if done.returncode != 0 or not os.path.exists(path):
        raise RuntimeError(done.stderr.strip()[:2000])
    return path


def model(*sources):
    done = subprocess.run([CASE, *sources], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError((done.stdout[-500:] + done.stderr).strip())
    return done.stdout.splitlines()


# Counters of what our own looking does, and times of counting.
MOVING = re.compile(r'counted for \d+ (second|minute)s?')


def same(left, right):
    left, right = ([MOVING.sub('counted for N minutes', line) for line in lines] for lines in (left, right))
    return [f'- {line}' for line in left if line not in right] + [f'+ {line}' for line in right if line not in left]


def make(server, preload):
    server.psql('postgres', 'CREATE DATABASE acme')
    server.psql('acme', 'CREATE ROLE mon LOGIN; GRANT pg_monitor TO mon; CREATE ROLE bare LOGIN; CREATE ROLE app')
    server.psql('acme', 'CREATE ROLE reader LOGIN')
    if reads_all(server):
        server.psql('acme', 'GRANT pg_read_all_data TO reader')
    server.psql('acme', SETUP)
    if preload:
        server.psql('acme', 'CREATE EXTENSION pg_stat_statements SCHEMA tools')
        server.psql('acme', STATEMENTS)


number = 0


def report(name, problems):
    global number
    number += 1
    print(f"{'not ' if problems else ''}ok {number} - {name}", flush=True)
    for problem in problems[:20]:
        print('#', problem.replace('\n', '\n#   ')[:600], flush=True)


def check(name, function, *arguments):
    try:
        report(name, function(*arguments))
    except (RuntimeError, subprocess.CalledProcessError) as error:
        report(name, [str(error), str(getattr(error, 'stderr', ''))])


def three_ways(server, role):
    script = by_script(server, role, role)
    own = os.path.join(server.root, f'{role}-own.snap')
    tenfold('snapshot', uri(server, role), '-o', own)
    expected = model(uri(server, role))
    problems = same(expected, model(script)) + same(expected, model(own))
    with open(script) as file:
        texts = file.read()
    if 'very secret' in texts:
        problems.append('a password is in the snapshot')
    if os.stat(own).st_mode & 0o077:
        problems.append('others may read the snapshot')
    return problems


def expects(lines, *patterns):
    text = '\n'.join(lines)
    return [f'missing: {pattern}' for pattern in patterns if not re.search(pattern, text)]


def superuser_sees(server, preload):
    lines = model(os.path.join(server.root, 'postgres.snap'))
    wanted = [r'column labels:.* \{"a \\"b\\"","?c,\d', r'column secret:.* hush \d:0\.\d', r'index public\.unused:.* scans=0',
              r'table public\.tasks: rows=3000', r'CREATE TABLE "Odd.Name"\."Ünïcode ""x"" y" \(', r'table public.events: rows=100',
              r'column labels:.* c,1~0\.\d+ .*\+2', r'expression 2 of index public\.lowered, .*lower\(title\):.* <task \d+>',
              r'extended public\.together: workspace_id secret done distinct\(0,1\)=\d+ .*follows\(\d,\d.*\)=.* 0\.\d+/0\.\d+,\d+,hush \d,f',
              r'column during:.* range \["2024-01-0\d .* long 86400 .*empty=0\.2']
    if preload:
        wanted += [r'tasks WHERE workspace_id = \$1.*\n  calls=1 .* controller=tasks', r'\$\d::interval AND',
                   r'UPDATE tasks SET done = \$1 WHERE id = \$2\n  calls=1 .*understood', r'UNION ALL SELECT name',
                   r'hidden=0']
    else:
        wanted += [r'unseen queries: pg_stat_statements is not installed']
    problems = expects(lines, *wanted)
    problems += [f'not wanted: {line}' for line in lines if 'pg_class' in line or 'query ALTER' in line]
    return problems + [f'not understood: {line}' for line in lines if 'calls=' in line and not line.endswith('understood')]


def others_see_less(server, preload):
    monitor = model(os.path.join(server.root, 'mon.snap'))
    bare = model(os.path.join(server.root, 'bare.snap'))
    problems = expects(bare, r'table public\.tasks: rows=3000', r'problem \d tables cannot be read',
                       r'problem 1 expression of an index has no statistics \(1 that this role may not see',
                       r'problem 1 object of CREATE STATISTICS has no statistics \(1 that this role may not see')
    problems += [f'a bare role sees {line}' for line in bare if 'hush' in line]
    if preload:
        problems += expects(monitor, r'query SELECT title FROM tasks WHERE title', r'hidden=0')
        problems += expects(bare, r'hidden=[1-9]', r'unseen texts of \d+ statements of other users')
        problems += [f'a bare role sees {line}' for line in bare if line.startswith('query SELECT')]
    return problems


def reads_all(server):
    return server.psql('acme', "SELECT 1 FROM pg_roles WHERE rolname = 'pg_read_all_data'") == '1'


def readers_see_statistics_of_others(server):
    """The views tell extended statistics to owners alone; the catalogs to who may read all."""
    beyond = re.compile(r'  (extended|expression|column (during|labels))')
    owner = [line for line in model(os.path.join(server.root, 'postgres.snap')) if beyond.match(line)]
    reader = [line for line in model(os.path.join(server.root, 'reader.snap')) if beyond.match(line)]
    return same(owner, reader) + ([] if len(owner) == 4 else [f'{len(owner)} lines'])


def values_are_left_out(server):
    path = by_script(server, 'postgres', 'plain', '--no-values')
    with open(path) as file:
        problems = ['a value is there'] if 'hush ' in file.read() else []
    return problems + expects(model(path), r'column secret:.* \?:0\.\d')


def nothing_is_changed(server):
    """The catalogs of before and after; what psql is told stays with it."""
    count = "SELECT (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_settings WHERE source = 'database')"
    before = server.psql('acme', count)
    by_script(server, 'postgres', 'again')
    return [] if server.psql('acme', count) == before else ['something was installed']


def files_that_cannot_be_written(server):
    """Nothing of the data reaches the terminal, nothing is said to be written, what stood there stays."""
    script = os.path.join(server.root, 'full.sql')
    full = os.path.join(server.root, 'full')
    with open(script, 'w') as file:
        file.write(tenfold('snapshot'))
    paths = ['/nonexistent/pi.snap']
    if os.getuid() == 0:
        os.mknod(full, 0o600 | stat.S_IFCHR, os.makedev(1, 7))  # not the real one: a mistake would cost it
        paths.append(full)
    problems = []
    for path in paths:
        by_psql = [PSQL, '-X', '-f', script, '-v', f'file={path}', 'acme']
        for command in (by_psql, [TENFOLD, 'snapshot', uri(server, 'postgres'), '-o', path]):
            done = subprocess.run(command, env=server.env, text=True, capture_output=True)
            if done.returncode == 0 or done.stdout or done.stderr.count('\n') != 1:
                problems.append(f'{command[0]} {path}: {done.returncode} {done.stdout[:200]} {done.stderr[:300]}')
    if len(paths) > 1 and not stat.S_ISCHR(os.stat(full).st_mode):
        problems.append('a device was replaced')
    return problems


def links_are_followed(server):
    link, target = os.path.join(server.root, 'link.snap'), os.path.join(server.root, 'target.snap')
    problems = []
    for before in (None, 'old'):
        if before:
            with open(target, 'w') as file:
                file.write(before)
        else:
            os.symlink('target.snap', link)
        tenfold('snapshot', uri(server, 'postgres'), '-o', link)
        problems += [] if os.path.islink(link) else ['the link was replaced']
        problems += expects(model(target), r'table public\.tasks')
    return problems


def counts_of_what_lacks(server):
    """Both ways tell the same, and a role that nothing is refused hears so."""
    problems = []
    with open(os.path.join(server.root, 'counts.sql'), 'w') as file:
        file.write(tenfold('snapshot'))
    for role, unread in (('postgres', 0), ('bare', 6)):
        path = os.path.join(server.root, 'counts.snap')
        command = [PSQL, '-X', '-f', file.name, '-v', f'file={path}', '-U', role, 'acme']
        for text in (subprocess.run(command, env=server.env, text=True, capture_output=True).stdout,
                     tenfold('snapshot', uri(server, role), '-o', path)):
            problems += expects(text.splitlines(), r'^written: ', r'(?m)^questions refused: \d+$',
                                rf'(?m)column statistics: {unread}$')
            with open(path) as snapshot:
                refused = sum('"refused"' in line for line in snapshot)
            problems += expects(text.splitlines(), rf'(?m)^questions refused: {refused}$')
    return problems


def shift(path, name, days):
    """The same look, made so many days earlier."""
    out = os.path.join(os.path.dirname(path), name)
    with open(path) as source, open(out, 'w') as file:
        for line in source:
            row = json.loads(line)
            if 'at' in row.get('row', {}):
                row['row']['at'] -= days * 86400
            file.write(json.dumps(row) + '\n')
    return out


def two_looks_give_growth(server, preload):
    early = shift(by_script(server, 'postgres', 'early'), 'earlier.snap', 10)
    server.psql('acme', "INSERT INTO tasks (title) SELECT 'new' FROM generate_series(1, 500); ANALYZE tasks;"
                        "SELECT pg_sleep(1.5)")
    # Numbers that became no rows, as those of conflicts.
    server.psql('acme', "SELECT nextval('tasks_id_seq') FROM generate_series(1, 250)")
    if preload:
        server.psql('acme', 'SELECT * FROM tasks WHERE workspace_id = 4;' * 20)
    lines = model(early, by_script(server, 'postgres', 'late'))
    # Counters may be sent a little later than the statement ends.
    problems = expects(lines, r'table public\.tasks: rows=3500.* rows_per_day=(49\.9|50)',
                       r'sequence public\.tasks_id_seq: (74\.9\d*|75) a day')
    if preload:
        problems += expects(lines, r'tasks WHERE workspace_id = \$1.*\n  calls=20 ')
        problems += [f'not called since: {line}' for line in lines if line.startswith('query UPDATE')]
    return problems


def replicas_count(server, preload):
    server.start('replica', preload, ['pg_basebackup', '-h', server.root, '-U', 'postgres', '-R', '-c', 'fast'], port=5433)
    try:
        server.env['PGPORT'] = '5433'
        for _ in range(3):
            server.psql('acme', "SET enable_seqscan = off; SELECT id FROM tasks WHERE note = 'x'; SELECT pg_sleep(1.2)")
        server.env.pop('PGPORT')
        alone = model(by_script(server, 'postgres', 'primary'))
        replica = by_script(server, 'postgres', 'replica', port=5433)
        both = model(replica, os.path.join(server.root, 'primary.snap'))
        only = model(replica)
    finally:
        server.env.pop('PGPORT', None)
        server.stop('replica')
    return expects(alone, r'index public\.unused:.* scans=0', r'unseen what 1 replica is asked', r'replicas=1') + \
        expects(both, r'index public\.unused:.* scans=[1-9]', r'nodes=2 replica=0') + \
        [line for line in both if 'replica is asked' in line] + \
        expects(only, r'nodes=1 replica=1', r'problem a replica counts no writes', r'unseen what the primary is asked')


def broken_files_are_refused(server):
    path = os.path.join(server.root, 'postgres.snap')
    cut = os.path.join(server.root, 'cut.snap')
    later = os.path.join(server.root, 'later.snap')
    with open(path) as file:
        text = file.read()
    with open(cut, 'w') as file:
        file.write(text[:len(text) // 2])
    with open(later, 'w') as file:
        file.write(text.replace('"tenfold_snapshot":1', '"tenfold_snapshot":9', 1))
    problems = []
    for name, words in ((cut, r'cannot be read|cut off'), (later, 'has format 9')):
        done = subprocess.run([CASE, name], capture_output=True, text=True)
        problems += [] if done.returncode == 1 else [f'{name} is read']
        problems += expects(done.stdout.splitlines(), words)
    return problems


def files_tell_places(server):
    """The repository's migrations beside a snapshot: findings name their files and lines."""
    folder = os.path.join(server.root, 'migrations')
    os.mkdir(folder)
    with open(f'{folder}/0001_first.up.sql', 'w') as file:
        file.write('\nCREATE TABLE workspaces (id serial PRIMARY KEY, name text NOT NULL);\n')
    with open(f'{folder}/0002_tasks.up.sql', 'w') as file:
        file.write('\n\nCREATE TABLE tasks (id bigserial PRIMARY KEY, title text);\nCREATE TABLE gone (a int);\n')
    text = tenfold('analyze', os.path.join(server.root, 'postgres.snap'), folder, '--no-server', '--json', '--all')
    alone = tenfold('analyze', os.path.join(server.root, 'postgres.snap'), '--no-server', '--json', '--all')
    problems = expects(text.splitlines(), r'0001_first\.up\.sql",\s+"line": 2', r'the files make 1 table that the database does not have: gone')
    return problems + (['a place without a file'] if '.up.sql' in alone else [])


def many_statements(server):
    """Ten thousand statements of ten kilobytes are read line by line."""
    path = os.path.join(server.root, 'postgres.snap')
    big = os.path.join(server.root, 'big.snap')
    filler = ', '.join(f'title AS t{i}' for i in range(600))
    with open(path) as source, open(big, 'w') as file:
        lines = source.readlines()
        file.writelines(lines[:-1])
        for i in range(2000):
            row = {'user_oid': '10', 'query_id': str(i), 'toplevel': 'true', 'calls': '5', 'total_ms': 10.5,
                   'rows': '5', 'query': f'SELECT {filler} FROM tasks WHERE id = $1'}
            file.write(json.dumps({'question': 'statements', 'row': row}) + '\n')
        file.write(lines[-1])
    lines = model(big)
    return expects(lines, r't599 FROM tasks WHERE id = \$1\n  calls=10000 ')


def check_server(name, bin_folder, libraries, has_statements):
    server = Server(bin_folder, libraries, has_statements)
    try:
        make(server, has_statements)
        for role in ('postgres', 'mon', 'bare', 'reader'):
            check(f'{name}: psql, tenfold and a connection agree as {role}', three_ways, server, role)
        check(f'{name}: everything is there', superuser_sees, server, has_statements)
        check(f'{name}: who sees less is told', others_see_less, server, has_statements)
        if reads_all(server):
            check(f'{name}: statistics of others are seen by who may', readers_see_statistics_of_others, server)
        check(f'{name}: --no-values leaves values out', values_are_left_out, server)
        check(f'{name}: nothing is installed', nothing_is_changed, server)
        check(f'{name}: what cannot be written is told', files_that_cannot_be_written, server)
        check(f'{name}: links are followed', links_are_followed, server)
        check(f'{name}: what lacks is counted', counts_of_what_lacks, server)
        check(f'{name}: two looks give growth', two_looks_give_growth, server, has_statements)
        if os.path.exists(f'{bin_folder}/pg_basebackup'):
            check(f'{name}: an index used on a replica is used', replicas_count, server, has_statements)
        check(f'{name}: broken files are refused', broken_files_are_refused, server)
        check(f'{name}: files beside a snapshot tell places', files_tell_places, server)
        if has_statements:
            check(f'{name}: many long statements', many_statements, server)
    finally:
        server.stop()
        shutil.rmtree(server.root)


def main():
    if not os.path.exists(f'{BIN}/postgres'):
        print('1..0 # SKIP no PostgreSQL in', BIN)
        return
    servers = [('installed', BIN, None)]
    for entry in os.environ.get('TENFOLD_SERVERS', '').split():
        major, folder = entry.split('=', 1)
        servers.append((major, f'{folder}/bin', f'{folder}/lib'))
    for name, bin_folder, libraries in servers:
        share = subprocess.run(['find', os.path.dirname(bin_folder), '/usr/share/postgresql', '-name', 'pg_stat_statements.so'],
                               capture_output=True, text=True).stdout
        check_server(name, bin_folder, libraries, bool(share.strip()))
    print(f'1..{number}')


if __name__ == '__main__':
    CASE = sys.argv[1]
    main()
