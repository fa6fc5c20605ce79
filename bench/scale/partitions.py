# Six monthly partitions predict twelve and thirty-six: real ones, built and asked.
"""Part of bench/scale.py: `bench/scale.py partitions`.

A table of events by month and one of jobs by ranges of ids, each with its history up to now. What is known of
six months is scaled to the day on which there are twelve, or thirty-six, and planned by the what-if planner;
the real ones end now as well, because that is how a database of next year is seen: now() in a query is today.
Plans count as the same however many partitions are read the same way; costs have all of them.
"""
import re
import time

MONTH = 20000  # events a month
SCHEMA = """
CREATE TABLE users (id int PRIMARY KEY, country text NOT NULL, name text NOT NULL);
INSERT INTO users SELECT i, 'c' || (i * 7919 % 40), md5(i::text) FROM generate_series(1, 5000) i;
CREATE TABLE events (id bigserial, at timestamptz NOT NULL DEFAULT now(), user_id int NOT NULL REFERENCES users,
                     kind text NOT NULL, amount numeric(9, 2), payload text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX ON events (at);
CREATE INDEX ON events (user_id, at);
CREATE TABLE notes (event_id bigint NOT NULL, at timestamptz NOT NULL, body text, PRIMARY KEY (event_id, at))
    PARTITION BY RANGE (at);
CREATE TABLE jobs (id bigserial PRIMARY KEY, owner int NOT NULL, at timestamptz NOT NULL DEFAULT now(), state text NOT NULL)
    PARTITION BY RANGE (id);
CREATE INDEX ON jobs (owner);
CREATE INDEX ON jobs (at);
"""
FILL = """
SELECT setseed(0.42);
INSERT INTO events (at, user_id, kind, amount, payload)
SELECT at, 1 + floor(5000 * random() * random())::int, (ARRAY['view', 'view', 'view', 'click', 'click', 'buy'])[1 + floor(6 * random())::int],
       round((random() * 500)::numeric, 2), md5(random()::text)
FROM generate_series(date_trunc('month', now()) - interval '{back} months', now() - interval '1 minute',
                     interval '30 days' / {month}) at;
INSERT INTO notes SELECT id, at, md5(id::text) FROM events WHERE id % 5 = 0;
INSERT INTO jobs (owner, at, state)
SELECT 1 + floor(5000 * random())::int, at, (ARRAY['done', 'done', 'done', 'failed'])[1 + floor(4 * random())::int]
FROM generate_series(now() - interval '{days} days', now() - interval '1 minute', interval '30 days' / {month}) at;
"""
QUERIES = {
    "user, all months": "SELECT * FROM events WHERE user_id = 1234",
    "key without month": "SELECT * FROM events WHERE id = 54321",
    "one day": "SELECT count(*) FROM events WHERE at > now() - interval '1 day'",
    "user, one week": "SELECT * FROM events WHERE user_id = 1234 AND at > now() - interval '7 days'",
    "count": "SELECT count(*) FROM events",
    "by kind": "SELECT kind, count(*), sum(amount) FROM events GROUP BY kind",
    "by month": "SELECT date_trunc('month', at) AS m, count(*) FROM events GROUP BY m ORDER BY m",
    "newest 50": "SELECT * FROM events ORDER BY at DESC LIMIT 50",
    "user, newest 20": "SELECT * FROM events WHERE user_id = 1234 ORDER BY at DESC LIMIT 20",
    "country, 30 days": "SELECT count(*) FROM events e JOIN users u ON u.id = e.user_id WHERE u.country = 'c7' "
                        "AND e.at > now() - interval '30 days'",
    "country, all": "SELECT u.country, count(*) FROM events e JOIN users u ON u.id = e.user_id GROUP BY u.country",
    "notes of user": "SELECT n.body FROM events e JOIN notes n ON n.event_id = e.id AND n.at = e.at WHERE e.user_id = 1234",
    "notes, all": "SELECT count(*) FROM events e JOIN notes n ON n.event_id = e.id AND n.at = e.at WHERE e.kind = 'buy'",
    "spenders": "SELECT user_id, sum(amount) FROM events GROUP BY user_id ORDER BY 2 DESC LIMIT 10",
    "last": "SELECT max(at) FROM events",
    "between": "SELECT count(*) FROM events WHERE at BETWEEN now() - interval '100 days' AND now() - interval '70 days'",
    "mark one": "UPDATE events SET kind = 'seen' WHERE id = 54321",
    "one user's user": "SELECT * FROM users u WHERE u.id = 77 AND EXISTS (SELECT FROM events e WHERE e.user_id = u.id)",
    "job": "SELECT * FROM jobs WHERE id = 54321",
    "jobs of owner": "SELECT * FROM jobs WHERE owner = 1234",
    "newest jobs": "SELECT * FROM jobs ORDER BY id DESC LIMIT 20",
    "jobs of a day": "SELECT count(*) FROM jobs WHERE at > now() - interval '1 day'",
    "jobs by state": "SELECT state, count(*) FROM jobs GROUP BY state",
}


def steps(months):
    """Partitions for so many months, that of now the last but one: the next is there ahead."""
    parts = f"""
SELECT format('CREATE TABLE %s_%s PARTITION OF %s FOR VALUES FROM (%L) TO (%L);', name, to_char(m, 'YYYY_MM'), name, m::date,
              (m + interval '1 month')::date)
FROM unnest(ARRAY['events', 'notes']) name, generate_series(date_trunc('month', now()) - interval '{months - 1} months',
     date_trunc('month', now()) + interval '1 month', interval '1 month') m \\gexec
SELECT format('CREATE TABLE jobs_%s PARTITION OF jobs FOR VALUES FROM (%s) TO (%s);', i, i * {MONTH} + 1, (i + 1) * {MONTH} + 1)
FROM generate_series(0, {months}) i \\gexec
"""
    return [(SCHEMA,), (parts,), (FILL.format(back=months - 1, month=MONTH, days=30 * months - 15),)]


def make(tools, today):
    """They end now: those of another day are of no use."""
    mark = today.replace("-", "")
    for name in tools.psql("postgres", "SELECT datname FROM pg_database WHERE datname LIKE 'months%'").split():
        if not name.endswith(mark):
            tools.psql("postgres", f"DROP DATABASE {name}")
    databases = {months: f"months_{months}_{mark}" for months in (6, 12, 36)}
    for months, name in databases.items():
        tools.make(name, *steps(months))
    return databases


def folded(sql, tools, moment):
    """With a value for now() - …: partitions that go when a query begins are not part of what it costs."""
    for expression in set(re.findall(r"now\(\)(?: - interval '[^']*')?", sql)):
        value = expression.replace("now()", f"timestamptz '{moment}'")
        sql = sql.replace(expression, "timestamptz '" + tools.psql("postgres", f"SELECT {value}").strip() + "'")
    return sql


def roots_of(psql, database):
    rows = psql(database, "SELECT c.relname || '=' || r.relname FROM pg_class c JOIN pg_class r "
                          "ON r.oid = pg_partition_root(c.oid) WHERE c.relispartition")
    return dict(row.split("=") for row in rows.split())


def shape(node, roots):
    """Of partitions one stands for all that are read alike; one alone is an Append's."""
    children = [shape(child, roots) for child in node.get("Plans", [])]
    kind, relation, index = node["Node Type"], node.get("Relation Name"), node.get("Index Name")
    if kind in ("Append", "Merge Append"):
        children = [child for i, child in enumerate(children) if child not in children[:i]]
        if len(children) == 1 and children[0][1] in roots.values():
            return children[0]
    return (kind, node.get("Part Of") or roots.get(relation, relation), node.get("Index Of") or roots.get(index, index),
            node.get("Join Type"), node.get("Strategy"), children)


def parts_read(node, roots):
    own = (node.get("Part Of") or roots.get(node.get("Relation Name"))) is not None and "Scan" in node["Node Type"]
    return own + sum(parts_read(child, roots) for child in node.get("Plans", []))


def show(label, names, plans, real, roots, verbose):
    same, ratios, parts, other = 0, [], 0, []
    for name, ours, true in zip(names, plans, real):
        is_same = shape(ours, roots) == shape(true, roots)
        same += is_same
        parts += parts_read(ours, roots) == parts_read(true, roots)
        ratio = ours["Total Cost"] / max(true["Total Cost"], 0.01)
        ratios.append(max(ratio, 1 / max(ratio, 1e-9)))
        if not is_same or ratios[-1] > 1.15:
            other.append(f"{name} {ratio:.2f}{'' if is_same else ' other plan'}")
    ratios.sort()
    print(f"  {label:34} {same:4} of {len(names)}   {parts:4} of {len(names)}   {ratios[len(ratios) // 2]:8.3f}   "
          f"{ratios[int(len(ratios) * 0.9)]:8.3f}")
    if verbose and other:
        print("    " + ", ".join(other))
    return same, ratios[int(len(ratios) * 0.9)]


def run(tools, verbose):
    """`tools` is bench/scale.py. Worst share of same plans, and cost ratio of nine in ten."""
    today = time.strftime("%Y-%m-%d")
    moment = tools.psql("postgres", "SELECT now()").strip()
    names = list(QUERIES)
    texts = [folded(sql, tools, moment) for sql in QUERIES.values()]
    worst = (1.0, 0.0)
    databases = make(tools, today)
    small = databases[6]
    for months in (12, 36):
        large = databases[months]
        roots = roots_of(tools.psql, large)
        day = tools.psql("postgres", f"SELECT (current_date + interval '{months - 6} months')::date").strip()
        rows = [f"rows:{name}=" + tools.psql(large, f"SELECT count(*) FROM {name}").strip()
                for name in ("events", "notes", "jobs")]
        for partitionwise in ("off", "on"):
            for database in (small, large):
                for setting in ("enable_partitionwise_join", "enable_partitionwise_aggregate"):
                    tools.psql("postgres", f"ALTER DATABASE {database} SET {setting} = {partitionwise}")
            path = tools.FOLDER + "/partitions.sql"
            ours = tools.what_if(small, texts, path, f"today={today}", f"day={day}", *rows)
            real = tools.explain(large, texts)
            again = tools.explain(large, texts, "ANALYZE;\n")
            print(f"\n6 months predict {months}, partitionwise {partitionwise}: {len(texts)} queries\n"
                  f"  {'':34} same plans   same number   cost p50   cost p90")
            show("as is: six months", names, tools.explain(small, texts), real, {**roots, **roots_of(tools.psql, small)}, verbose)
            same, p90 = show("the scale law", names, ours, real, roots, verbose)
            show("ceiling: another ANALYZE", names, again, real, roots, verbose)
            worst = (min(worst[0], same / len(texts)), max(worst[1], p90))
    return worst
