#!/usr/bin/env python3
"""plan.py PLAN_CASE - plans carried out on a server that is written to meanwhile.

Each case has a wish or several. Its plan must lead, while pgbench writes, to the catalog of the target
schema loaded fresh; no row that the writer committed may be missing; nothing named tenfold may be left;
each transactional step must hold the lock that it claims and no stronger one; and the undos, backwards,
must give the first catalog again.
"""

import json
import os
import pwd
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
FILES = os.path.join(HERE, 'plan')
BIN = os.environ.get('TENFOLD_PG_BIN', '/usr/lib/postgresql/15/bin')
LEVELS = ['no lock', 'ACCESS SHARE', 'ROW SHARE', 'ROW EXCLUSIVE', 'SHARE UPDATE EXCLUSIVE', 'SHARE',
          'SHARE ROW EXCLUSIVE', 'EXCLUSIVE', 'ACCESS EXCLUSIVE']

# What the caller's shell says of servers is not about these.
for name in [name for name in os.environ if name.startswith('PG')]:
    del os.environ[name]

CASES = {
    'add index': ['add-index comments author_id'],
    'add index to a partitioned table': ['add-index parts user_id'],
    'drop index': ['drop-index events events_kind_idx'],
    'replace index': ['replace-index events events_kind_idx kind,user_id'],
    'replace index, same name': ['replace-index events events_kind_idx user_id events_kind_idx'],
    'add unique': ['add-constraint tasks unique tasks_id_user_key id,user_id'],
    'add primary key': ['add-constraint loose pk loose_pkey name'],
    'add primary key to a partitioned table': ['add-constraint parts pk parts_pkey id,at'],
    'add foreign key': ['add-constraint parts_1 fk parts_1_user_fkey user_id users id'],
    'add foreign key to a partitioned table': ['add-constraint parts fk parts_user_fkey user_id users id'],
    'add check': ['add-constraint users check users_id_check id > 0'],
    'drop check': ['drop-constraint users users_score_check'],
    'drop foreign key': ['drop-constraint tasks tasks_user_id_fkey'],
    'drop unique': ['drop-constraint users users_email_key'],
    'drop a unique that foreign keys may hold': ['drop-constraint tasks tasks_again_key'],
    'drop a unique index that foreign keys may hold': ['drop-index users users_again_idx'],
    'replace foreign key': ['replace-constraint tasks tasks_user_id_fkey fk tasks_user_id_fkey user_id users id'],
    'replace foreign key, cascading': ['replace-constraint events events_user_id_fkey fk events_user_fkey user_id users id cascade'],
    'replace unique': ['replace-constraint users users_email_key unique users_email_nick_key email,nick'],
    'replace unique, same name': ['replace-constraint users users_email_key unique users_email_key email,nick'],
    'replace unique by index': ['replace-by-index users users_email_key email'],
    'validate': ['validate comments comments_author_fkey'],
    'not null': ['not-null tasks "Label"'.replace('"', '')],
    'not null on a partitioned table': ['not-null parts note'],
    'set default': ["default users nick 'nobody'::character varying"],
    'fillfactor': ['option users fillfactor 80'],
    'autovacuum of partitions': ['option parts autovacuum_vacuum_scale_factor 0.01'],
    'logged': ['logged fleeting'],
    'add column': ['add-column users note text'],
    'add column with a constant': ["add-column users flag int4 7"],
    'add column with a volatile default': ['add-column users token uuid gen_random_uuid()'],
    'add identity key': ['add-key-column loose id int8 identity'],
    'sequence': ['sequence users users_id_seq int8'],
    'varchar to text': ['type users email text'],
    'timestamp to timestamptz': ['type users born timestamptz'],
    'small: int to bigint': ['rows users 300', 'rows tasks 3000', 'rows comments 4000', 'rows events 5000',
                             'rows parts 2000', 'type users id int8'],
    'int to bigint: serial key': ['type users id int8'],
    'int to bigint: identity key': ['type tasks id int8'],
    'int to bigint: plain column': ['type users score int8'],
    'int to bigint: both keys': ['type users id int8', 'type tasks id int8'],
    'int to bigint: composite': ['type comments number int8'],
    'int to bigint: columns named as our variables': ['type comments page int8', 'type comments step int8'],
    'partition by month': ['partition events happened_at month'],
    'partition by week, then index': ['add-index events user_id', 'partition events happened_at week'],
}


class Server:
    def __init__(self):
        self.root = tempfile.mkdtemp(prefix='tenfold-plan-')
        os.chmod(self.root, 0o755)
        self.user = pwd.getpwnam('postgres') if os.getuid() == 0 else None
        if self.user:
            os.chown(self.root, self.user.pw_uid, self.user.pw_gid)
        self.data = os.path.join(self.root, 'data')
        self.run([f'{BIN}/initdb', '-D', self.data, '-A', 'trust', '-U', 'postgres', '--no-sync'])
        self.run([f'{BIN}/pg_ctl', '-D', self.data, '-w', '-l', os.path.join(self.root, 'log'), '-o',
                  f"-c listen_addresses='' -k {self.root} -c fsync=off -c autovacuum=off", 'start'])
        self.env = dict(os.environ, PGHOST=self.root, PGUSER='postgres')

    def run(self, command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                       user=self.user.pw_uid if self.user else None,
                       group=self.user.pw_gid if self.user else None, cwd='/')

    def stop(self):
        self.run([f'{BIN}/pg_ctl', '-D', self.data, '-m', 'immediate', 'stop'])
        shutil.rmtree(self.root)

    def psql(self, database, text, *options, check=True):
        done = subprocess.run([f'{BIN}/psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', database, *options],
                              input=text, env=self.env, text=True, capture_output=True)
        if check and done.returncode != 0:
            raise RuntimeError(done.stderr.strip()[:2000])
        return done.stdout

    def make(self, name, *scripts, template='template1'):
        self.psql('postgres', f'DROP DATABASE IF EXISTS {name} WITH (FORCE)')
        self.psql('postgres', f'CREATE DATABASE {name} TEMPLATE {template}')
        for script in scripts:
            self.psql(name, script)

    def catalog(self, name, partitions):
        return self.psql(name, read('catalog.sql'), '-v', f'partitions={partitions}').splitlines()

    def write(self, name):
        return subprocess.Popen([f'{BIN}/pgbench', '-n', '-f', os.path.join(FILES, 'writer.sql'), '-c', '2',
                                 '-T', '300', '-R', '150', '--max-tries=20', name],
                                env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def read(name):
    with open(os.path.join(FILES, name)) as file:
        return file.read()


def diff(got, expected):
    missing = [f'- {line}' for line in expected if line not in got]
    return missing + [f'+ {line}' for line in got if line not in expected]


def plan_of(program, server, wishes, is_dump):
    schema = os.path.join(server.root, 'schema.sql')
    path = os.path.join(server.root, 'wishes')
    with open(path, 'w') as file:
        file.write('\n'.join(wishes) + '\n')
    text = read('schema.sql')
    if is_dump:
        text = subprocess.run([f'{BIN}/pg_dump', '-s', '--no-owner', '-T', 'ledger', 'filled'], env=server.env,
                              capture_output=True, text=True, check=True).stdout
    with open(schema, 'w') as file:
        file.write(text)
    done = subprocess.run([program, schema, path], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    if done.stderr:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


def wait_for_rows(server, writer, rows):
    """Until the writer has written so many more."""
    count = 'SELECT count(*) FROM ledger'
    start = int(server.psql('old', count))
    while writer.poll() is None and int(server.psql('old', count)) < start + rows:
        time.sleep(0.05)


def carried_out(server, plan, partitions):
    """The script while a writer writes: the target's catalog, no row lost, nothing left."""
    server.make('old', template='filled')
    server.make('target', plan['target'])
    writer = server.write('old')
    wait_for_rows(server, writer, 50)
    problems = []
    try:
        server.psql('old', plan['script'], '-v', 'through=true')
    except RuntimeError as error:
        problems.append(f'script: {error}')
    if writer.poll() is not None:
        problems.append('writer stopped: ' + writer.communicate()[1][-600:])
    if not problems:
        wait_for_rows(server, writer, 50)
    writer.terminate()
    writer.communicate()
    if problems:
        return problems
    if any('MATERIALIZED' in line for line in plan['target'].splitlines()):
        server.psql('target', 'REFRESH MATERIALIZED VIEW counts')
    problems += diff(server.catalog('old', partitions), server.catalog('target', partitions))
    problems += [f'lost: {line}' for line in server.psql('old', read('lost.sql')).splitlines()]
    if int(server.psql('old', 'SELECT count(*) FROM ledger')) == 0:
        problems.append('the writer wrote nothing')
    left = server.psql('old', "SELECT relname FROM pg_class WHERE relname LIKE '%tenfold%' UNION ALL "
                              "SELECT conname FROM pg_constraint WHERE conname LIKE '%tenfold%' UNION ALL "
                              "SELECT proname FROM pg_proc WHERE proname LIKE '%tenfold%' UNION ALL "
                              "SELECT attname FROM pg_attribute WHERE attname LIKE '%tenfold%' AND NOT attisdropped")
    return problems + [f'left behind: {name}' for name in left.split()]


LOCKS = """
SELECT DISTINCT format('@%s|%s', CASE WHEN n.nspname = 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END,
    upper(regexp_replace(regexp_replace(l.mode, 'Lock$', ''), '([a-z])([A-Z])', '\\1 \\2', 'g')))
FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE l.pid = pg_backend_pid() AND n.nspname NOT LIKE 'pg_%';
COMMIT;"""


def strongest(output, table):
    levels = [line.split('|')[1] for line in output.splitlines() if line.startswith(f'@{table}|')]
    return max(levels, key=LEVELS.index, default='no lock')


def unclaimed(output, step):
    """Locks that stop writers of tables that the step does not speak of."""
    claimed = step['other_locks'] or ''
    for line in output.splitlines():
        if not line.startswith('@'):
            continue
        name, level = line[1:].split('|')
        if name == step['table'] or name not in TABLES or LEVELS.index(level) < LEVELS.index('SHARE'):
            continue
        stronger = LEVELS[LEVELS.index(level):]
        if not any(f'{strong} on {name}' in claimed for strong in stronger):
            yield f"step {step['number']} {step['title']}: {level} on {name} is not claimed"


TABLES = ['users', 'tasks', 'comments', 'events', 'loose', 'fleeting', 'parts']


def locks_and_undo(server, plan, partitions):
    server.make('steps', template='filled')
    problems = []
    before = server.catalog('steps', 'with')
    done = []
    for step in plan['steps']:
        if step['phase'] == 'contract' and step['undo'] is None:
            break
        sql = step['sql']
        if step['in_transaction']:
            head, tail = sql.rsplit('COMMIT;', 1)
            sql = head + LOCKS + tail
        output = server.psql('steps', sql)
        done.append(step)
        if step['in_transaction'] and strongest(output, step['table']) != step['lock']:
            problems.append(f"step {step['number']} {step['title']}: {step['lock']} claimed, "
                            f"{strongest(output, step['table'])} taken on {step['table']}")
        if step['in_transaction']:
            problems += unclaimed(output, step)
    for step in reversed(done):
        if step['undo'] is not None:
            try:
                server.psql('steps', step['undo'])
            except RuntimeError as error:
                return problems + [f"undo of {step['number']} {step['title']}: {error}"]
        elif step['note'] is None:
            problems.append(f"step {step['number']} has no undo and does not say why")
    # PostgreSQL writes its own casts into an expression when ALTER TYPE goes there and back.
    return problems + [f'undone: {line}' for line in diff(server.catalog('steps', 'with'), before)
                       if 'tasks_expr_idx' not in line]


def compare(server, plan):
    server.make('target', plan['target'])
    server.psql('target', 'REFRESH MATERIALIZED VIEW counts')
    return diff(server.catalog('old', 'with'), server.catalog('target', 'with')) + \
        [f'lost: {line}' for line in server.psql('old', read('lost.sql')).splitlines()]


def repaired(server, program):
    """A unique index that finds a value twice stays invalid; the next run clears it away."""
    plan = plan_of(program, server, ['add-constraint users unique users_nick_key nick'], False)
    server.make('old', template='filled')
    server.psql('old', "UPDATE users SET nick = 'u2' WHERE id = 1")
    try:
        server.psql('old', plan['script'])
        return ['the duplicate was not found']
    except RuntimeError:
        pass
    if server.psql('old', 'SELECT count(*) FROM pg_index WHERE NOT indisvalid').strip() != '1':
        return ['no invalid index was left']
    server.psql('old', "UPDATE users SET nick = 'u1' WHERE id = 1")
    server.psql('old', plan['script'])
    return compare(server, plan)


def end_sessions(server):
    """What a killed psql left running goes on until it is ended."""
    others = ("FROM pg_stat_activity WHERE datname = 'old' AND pid <> pg_backend_pid()"
              " AND application_name = 'psql'")
    server.psql('old', f'SELECT pg_terminate_backend(pid) {others}')
    while int(server.psql('old', f'SELECT count(*) {others}')) > 0:
        time.sleep(0.02)


def run_until_killed(server, script, step, seconds):
    """The step that ran last, and whether the script came to its end."""
    run = subprocess.Popen([f'{BIN}/psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-v', f'from={step}', '-v',
                            'through=true', '-d', 'old', '-f', script], env=server.env, text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        output, errors = run.communicate(timeout=seconds)
        is_killed = False
    except subprocess.TimeoutExpired:
        run.kill()
        output, errors = run.communicate()
        is_killed = True
    steps = [int(line.split()[1].rstrip(':')) for line in output.splitlines() if line.startswith('step ')]
    return (steps or [step])[-1], is_killed, run.returncode, errors


def killed(server, program):
    """psql killed at random moments; the step that was at work runs again, or was done already."""
    plan = plan_of(program, server, ['type users id int8', 'type tasks id int8'], False)
    server.make('old', template='filled')
    script = os.path.join(server.root, 'plan.sql')
    with open(script, 'w') as file:
        file.write(plan['script'])
    writer = server.write('old')
    wait_for_rows(server, writer, 20)
    randomness = random.Random(1)
    step, kills, was_done = 1, 0, False
    problems = []
    while not problems:
        last, is_killed, code, errors = run_until_killed(server, script, step, randomness.uniform(0.05, 0.5))
        end_sessions(server)
        if code == 0:
            break
        kills += is_killed
        # A step that was committed just before the kill cannot be done twice: the next one is due.
        if not is_killed and (was_done or last != step):
            problems = [f'step {last}: {errors[-500:]}']
        was_done = not is_killed
        step = last + 1 if was_done else last
        if step > len(plan['steps']):
            break
    print(f'# {kills} kills')
    if writer.poll() is not None:
        problems.append('writer stopped: ' + writer.communicate()[1][-600:])
    writer.terminate()
    writer.communicate()
    return problems or compare(server, plan)


def try_special(server, program, function, number):
    try:
        problems = function(server, program)
    except RuntimeError as error:
        problems = [str(error)]
    print(f"{'not ' if problems else ''}ok {number} - {function.__doc__}", flush=True)
    for problem in problems[:20]:
        print('#', problem.replace('\n', '\n#   '), flush=True)


def try_case(server, program, name, number, is_dump):
    partitions = 'without' if name.startswith('partition') else 'with'
    problems = []
    try:
        plan = plan_of(program, server, CASES[name], is_dump)
        problems += carried_out(server, plan, partitions)
        problems += locks_and_undo(server, plan, partitions)
        steps = len(plan['steps'])
    except RuntimeError as error:
        problems.append(str(error))
        steps = 0
    print(f"{'not ' if problems else ''}ok {number} - {name}{', from a dump' if is_dump else ''}: {steps} steps", flush=True)
    for problem in problems[:20]:
        print('#', problem.replace('\n', '\n#   '), flush=True)


def main():
    program = sys.argv[1]
    wanted = [name for name in CASES if len(sys.argv) < 3 or sys.argv[2] in name]
    if not os.path.exists(f'{BIN}/initdb') or not os.path.exists(f'{BIN}/pgbench'):
        print('1..0 # SKIP no PostgreSQL in', BIN)
        return
    server = Server()
    try:
        server.make('filled', read('schema.sql'), read('data.sql'))
        # The text "SELECT *" means more when the target is loaded than when the view was made.
        runs = [(name, name.startswith('add column')) for name in wanted]
        runs += [(name, True) for name in wanted if name.startswith(('int', 'small', 'partition'))]
        for number, (name, is_dump) in enumerate(runs, 1):
            try_case(server, program, name, number, is_dump)
        specials = [function for function in (repaired, killed) if len(sys.argv) < 3 or sys.argv[2] in function.__name__]
        for number, function in enumerate(specials, len(runs) + 1):
            try_special(server, program, function, number)
        print(f'1..{len(runs) + len(specials)}')
    finally:
        server.stop()


main()
