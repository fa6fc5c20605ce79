/*
 * What a write fires: each case is a query and the list of what foreign keys, triggers and functions
 * ask because of it.
 */
#include "workload/fired_internal.h"

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "tap.h"
#include "workload/workload.h"

static const char schema_text[] =
    "CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE, score int DEFAULT 0);\n"
    "CREATE TABLE projects (id bigint PRIMARY KEY, tasks int DEFAULT 0,\n"
    "  owner_id bigint CONSTRAINT p_owner REFERENCES users);\n"
    "CREATE TABLE tasks (id bigint PRIMARY KEY, title text, status text,\n"
    "  project_id bigint CONSTRAINT t_project REFERENCES projects ON DELETE CASCADE,\n"
    "  owner_id bigint CONSTRAINT t_owner REFERENCES users ON DELETE SET NULL ON UPDATE CASCADE,\n"
    "  parent_id bigint CONSTRAINT t_parent REFERENCES tasks ON DELETE CASCADE);\n"
    "CREATE TABLE comments (id bigint PRIMARY KEY, body text,\n"
    "  task_id bigint NOT NULL CONSTRAINT c_task REFERENCES tasks ON DELETE CASCADE\n"
    "    DEFERRABLE INITIALLY DEFERRED);\n"
    "CREATE TABLE notes (task_id bigint, comment_id bigint CONSTRAINT n_comment REFERENCES "
    "comments\n"
    "    DEFERRABLE INITIALLY DEFERRED);\n"
    "CREATE TABLE events (task_id bigint CONSTRAINT e_task REFERENCES tasks, at date)\n"
    "  PARTITION BY RANGE (at);\n"
    "CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n"
    "CREATE TABLE orders (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);\n"
    "CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');\n"
    "CREATE TABLE lines (order_id bigint, at date,\n"
    "  CONSTRAINT l_order FOREIGN KEY (order_id, at) REFERENCES orders);\n"
    "CREATE TABLE audit (table_name text, row_id bigint, old_row jsonb, at timestamptz);\n"
    "CREATE FUNCTION count_tasks() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "DECLARE v_id bigint; n int;\n"
    "BEGIN\n"
    "  IF TG_OP = 'INSERT' THEN\n"
    "    UPDATE projects SET tasks = tasks + 1 WHERE id = NEW.project_id;\n"
    "  ELSIF TG_OP = 'DELETE' THEN\n"
    "    UPDATE projects SET tasks = tasks - 1 WHERE id = OLD.project_id;\n"
    "    RETURN OLD;\n"
    "  END IF;\n"
    "  IF EXISTS (SELECT 1 FROM notes WHERE task_id = NEW.id) THEN\n"
    "    RAISE EXCEPTION 'no';\n"
    "  END IF;\n"
    "  RETURN NEW;\n"
    "END$$;\n"
    "CREATE TRIGGER counted AFTER INSERT OR DELETE ON tasks\n"
    "  FOR EACH ROW EXECUTE FUNCTION count_tasks();\n"
    "CREATE FUNCTION log_title() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN\n"
    "  INSERT INTO audit (table_name, row_id, old_row, at)\n"
    "  VALUES (TG_TABLE_NAME, OLD.id, to_jsonb(OLD), now());\n"
    "  EXECUTE format('UPDATE %I SET x = 1', TG_TABLE_NAME);\n"
    "  RETURN NULL;\n"
    "END$$;\n"
    "CREATE TRIGGER log_title AFTER UPDATE OF title ON tasks\n"
    "  FOR EACH ROW EXECUTE FUNCTION log_title();\n"
    "CREATE FUNCTION on_status() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN\n"
    "  DELETE FROM comments c USING tasks t WHERE c.task_id = t.id AND t.parent_id = NEW.id;\n"
    "  RETURN NULL;\n"
    "END$$;\n"
    "CREATE TRIGGER on_status AFTER UPDATE ON tasks FOR EACH ROW\n"
    "  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION on_status();\n"
    "CREATE FUNCTION refresh() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN UPDATE users SET score = score + 1 WHERE id IN (SELECT owner_id FROM gone);\n"
    "  RETURN NULL; END$$;\n"
    "CREATE TRIGGER refresh AFTER DELETE ON events FOR EACH STATEMENT EXECUTE FUNCTION refresh();\n"
    "CREATE TRIGGER off AFTER DELETE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refresh();\n"
    "ALTER TABLE audit DISABLE TRIGGER off;\n"
    "CREATE TABLE groups (member bigint, kind text);\n"
    "CREATE TABLE members (member bigint, score int, email text);\n"
    "CREATE FUNCTION leave() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN IF NEW.score < 0 THEN DELETE FROM notes WHERE task_id = OLD.member; END IF;\n"
    "  RETURN NEW; END$$;\n"
    "CREATE TRIGGER leave AFTER UPDATE ON members FOR EACH ROW EXECUTE FUNCTION leave();\n"
    "CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN NOTIFY members;\n"
    "  WITH gone AS (SELECT member FROM old_rows EXCEPT SELECT member FROM new_rows)\n"
    "  DELETE FROM notes WHERE task_id IN (SELECT member FROM gone);\n"
    "  RETURN NULL; END$$;\n"
    "CREATE TRIGGER moved AFTER UPDATE ON groups REFERENCING OLD TABLE AS old_rows\n"
    "  NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION moved();\n"
    "CREATE FUNCTION archive(task bigint, OUT n int) LANGUAGE plpgsql AS $$\n"
    "BEGIN\n"
    "  DELETE FROM notes WHERE task_id = task;\n"
    "  PERFORM close(task);\n"
    "END$$;\n"
    "CREATE FUNCTION close(id bigint) RETURNS void LANGUAGE sql AS $$\n"
    "  UPDATE tasks SET status = 'closed' WHERE tasks.id = $1; SELECT close($1)\n"
    "$$;\n"
    "CREATE FUNCTION one(x bigint) RETURNS bigint LANGUAGE sql BEGIN ATOMIC\n"
    "  SELECT count(*) FROM notes WHERE comment_id = x; END;\n"
    "CREATE VIEW open_tasks AS SELECT id, title FROM tasks;\n"
    "CREATE FUNCTION put() RETURNS trigger LANGUAGE plpgsql AS $$\n"
    "BEGIN INSERT INTO notes (task_id) VALUES (NEW.id); RETURN NEW; END$$;\n"
    "CREATE TRIGGER put INSTEAD OF INSERT ON open_tasks FOR EACH ROW EXECUTE FUNCTION put();\n";

static Schema *
read_schema(Arena *arena)
{
    Schema *schema = schema_new(arena);
    FileText input = {
        .name = "s.sql", .text = arena_strdup(arena, schema_text), .length = strlen(schema_text)};
    Error error = {.arena = arena};

    tap_ok(ddl_read(schema, &input, &error), "a schema");
    tap_equal(schema->problems.first == NULL ? "" : schema->problems.first->message, "",
              "all of it is read");
    return schema;
}

/* "cascade c_task: DELETE comments(task_id)"; one level deeper, one more blank. */
static char *
list_text(Arena *arena, const FiredQueryList *list)
{
    static const char *const kinds[] = {
        [FIRED_LOOKUP] = "lookup", [FIRED_CHECK] = "check",     [FIRED_CASCADE] = "cascade",
        [FIRED_CLEAR] = "clear",   [FIRED_TRIGGER] = "trigger", [FIRED_CALL] = "call",
        [FIRED_UNSEEN] = "unseen"};
    static const char *const commands[] = {"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"};
    StrBuf out = strbuf_new(arena);

    for (const FiredQuery *fired = list->first; fired != NULL; fired = fired->next)
    {
        const char *cause = fired->key != NULL       ? fired->key->name
                            : fired->trigger != NULL ? fired->trigger->name
                                                     : fired->routine->name;

        strbuf_separate(&out, "; ");
        strbuf_pad(&out, '>', fired->depth);
        strbuf_printf(&out, "%s %s", kinds[fired->kind], cause);
        if (fired->kind == FIRED_UNSEEN)
            continue;
        strbuf_printf(
            &out, ": %s %s(%s)%s%s", commands[fired->command],
            fired->table == NULL ? "?" : fired->table->name, name_list_text(arena, &fired->columns),
            fired->meaning == NULL ? " not understood" : "", fired->is_once ? " once" : "");
        if (fired->is_unlikely)
            strbuf_add(&out, " unlikely");
        if (fired->is_deferred)
            strbuf_add(&out, " deferred");
    }
    return out.text;
}

typedef struct Case
{
    const char *sql;
    const char *expected;
} Case;

static void
check(const Case *cases, size_t count)
{
    Arena *arena = arena_new(NULL, "fired");
    Schema *schema = read_schema(arena);
    QueryContext *queries = query_context_new(arena, schema);
    FiredContext *context = fired_context_new(arena, schema, queries);

    for (size_t i = 0; i < count; i++)
    {
        Error error = {.arena = arena};
        Query query = {0};
        FiredQueryList list;

        if (!query_resolve_in(queries, arena, "public", cases[i].sql, &query, &error) ||
            query.problems.count > 0)
        {
            tap_ok(false, "%s is understood", cases[i].sql);
            continue;
        }
        list = fired_by_query(context, &query, cases[i].sql);
        tap_equal(list_text(arena, &list), cases[i].expected, "%s", cases[i].sql);
    }
    arena_free(arena);
}

#define CHECK(cases) check(cases, ARRAY_LENGTH(cases))

static void
keys_look_for_parents(void)
{
    static const Case cases[] = {
        {"SELECT * FROM tasks", ""},
        {"INSERT INTO comments (id, task_id) VALUES (1, 2)",
         "lookup c_task: SELECT tasks(id) deferred"},
        {"INSERT INTO projects (id) VALUES (1)", ""},
        {"INSERT INTO projects DEFAULT VALUES", ""},
        {"UPDATE projects SET owner_id = 1", "lookup p_owner: SELECT users(id)"},
        {"UPDATE projects SET tasks = 1", ""},
        {"INSERT INTO events_1 (task_id) VALUES (1)", "lookup e_task: SELECT tasks(id)"},
        {"INSERT INTO lines (order_id, at) VALUES (1, now())",
         "lookup l_order: SELECT orders(id, at)"},
        {"INSERT INTO lines (order_id) VALUES (1)", ""},
    };

    CHECK(cases);
}

static void
keys_look_for_children(void)
{
    static const Case cases[] = {
        {"DELETE FROM comments", "check n_comment: SELECT notes(comment_id) deferred"},
        {"DELETE FROM orders_1", "check l_order: SELECT lines(order_id, at)"},
        {"UPDATE members SET email = 'x'", "trigger leave: DELETE notes(task_id) unlikely"},
        {"UPDATE members SET score = 1", "trigger leave: DELETE notes(task_id)"},
        {"UPDATE users SET id = 2 WHERE id = 1",
         "check p_owner: SELECT projects(owner_id); cascade t_owner: UPDATE tasks(owner_id); "
         ">lookup t_owner: SELECT users(id)"},
        {"WITH gone AS (DELETE FROM comments RETURNING id) SELECT * FROM gone",
         "check n_comment: SELECT notes(comment_id) deferred"},
        {"MERGE INTO comments c USING tasks t ON t.id = c.task_id WHEN MATCHED THEN DELETE",
         "check n_comment: SELECT notes(comment_id) deferred"},
        {"INSERT INTO users (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = excluded.id + 1",
         "check p_owner: SELECT projects(owner_id); cascade t_owner: UPDATE tasks(owner_id); "
         ">lookup t_owner: SELECT users(id)"},
    };

    CHECK(cases);
}

/* Deleting a task deletes its subtasks, which fires the same once more: it is said once, where it
 * is met first. */
static void
cascades_are_followed(void)
{
    static const Case cases[] = {
        {"DELETE FROM tasks WHERE id = 1", "cascade t_parent: DELETE tasks(parent_id); "
                                           "check e_task: SELECT events(task_id); "
                                           "cascade c_task: DELETE comments(task_id); "
                                           "trigger counted: UPDATE projects(id); "
                                           ">check n_comment: SELECT notes(comment_id) deferred"},
        {"DELETE FROM projects", "cascade t_project: DELETE tasks(project_id); "
                                 ">cascade t_parent: DELETE tasks(parent_id); "
                                 ">check e_task: SELECT events(task_id); "
                                 ">cascade c_task: DELETE comments(task_id); "
                                 ">trigger counted: UPDATE projects(id); "
                                 ">>check n_comment: SELECT notes(comment_id) deferred"},
    };

    CHECK(cases);
}

static void
triggers_ask(void)
{
    static const Case cases[] = {
        {"INSERT INTO tasks (id) VALUES (1)",
         "trigger counted: UPDATE projects(id); trigger counted: SELECT notes(task_id)"},
        {"UPDATE tasks SET title = 'x'", "trigger log_title: INSERT audit(); unseen log_title"},
        {"UPDATE tasks SET status = 'x'", "trigger on_status: DELETE comments(); "
                                          ">check n_comment: SELECT notes(comment_id) deferred"},
        {"DELETE FROM events", "trigger refresh: SELECT ?() not understood once"},
        {"UPDATE groups SET kind = 'x'", "trigger moved: DELETE notes(task_id) once"},
        {"DELETE FROM events_1", ""},
        {"DELETE FROM audit", ""},
        {"INSERT INTO open_tasks (id) VALUES (1)", "trigger put: INSERT notes()"},
    };

    CHECK(cases);
}

static void
functions_ask(void)
{
    static const Case cases[] = {
        {"SELECT archive($1)",
         "call archive: DELETE notes(task_id) once; call archive: SELECT ?() once; "
         ">call close: UPDATE tasks(id) once; "
         ">call close: SELECT ?() once; "
         ">>trigger on_status: DELETE comments(); "
         ">>>check n_comment: SELECT notes(comment_id) deferred"},
        {"SELECT public.one(3)", "call one: SELECT notes(comment_id) once"},
    };

    CHECK(cases);
}

/* The words of PostgreSQL's ri_triggers.c. */
static void
texts_are_those_of_postgresql(void)
{
    static const char *const expected[] = {
        "SELECT 1 FROM ONLY public.projects x WHERE $1 OPERATOR(pg_catalog.=) owner_id FOR",
        "UPDATE ONLY public.tasks SET owner_id = $1 WHERE $2 OPERATOR(pg_catalog.=) owner_id",
        "SELECT 1 FROM ONLY public.users x WHERE id OPERATOR(pg_catalog.=) $1 FOR KEY SHARE OF x",
    };
    Arena *arena = arena_new(NULL, "fired");
    Schema *schema = read_schema(arena);
    FiredContext *context = fired_context_new(arena, schema, query_context_new(arena, schema));
    FiredWrite write = {.command = QUERY_UPDATE,
                        .table = schema_find_table(schema, "public", "users")};
    FiredQueryList list;
    const FiredQuery *fired;

    name_list_add(arena, &write.columns, "id");
    list = fired_by_write(context, &write);
    fired = list.first;
    for (size_t i = 0; i < ARRAY_LENGTH(expected) && fired != NULL; i++, fired = fired->next)
        tap_ok(strncmp(fired->sql, expected[i], strlen(expected[i])) == 0, "PostgreSQL's %s",
               expected[i]);
    fired = list.first;
    tap_equal(fired_cause_text(arena, fired), "foreign key p_owner", "what fires it");
    tap_equal(fired_event_text(arena, fired), "each row updated in users", "and when");
    arena_free(arena);
}

/* A condition of a hundred thousand parts, by words or by parentheses, is no call of its own for each. */
static void
long_conditions_are_read(void)
{
    enum
    {
        PARTS = 100000
    };
    static const struct
    {
        const char *open, *part, *close;
    } cases[] = {{"", "tg_op = 'X' OR ", ""}, {"", "tg_op = 'INSERT' AND ", ""}, {"(", "", ")"}};

    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
    {
        Arena *arena = arena_new(NULL, "fired");
        StrBuf condition = strbuf_new(arena);
        Trigger trigger = {.name = "t"};
        const FiredReason reason = {.trigger = &trigger, .event = QUERY_INSERT};
        FiredAnswer said;

        for (size_t part = 0; part < PARTS; part++)
            strbuf_printf(&condition, "%s%s", cases[i].open, cases[i].part);
        strbuf_add(&condition, "TG_OP = 'INSERT'");
        for (size_t part = 0; part < PARTS; part++)
            strbuf_add(&condition, cases[i].close);
        said = fired_reason_says(arena, &reason, condition.text);
        tap_ok(said == (cases[i].close[0] == ')' ? FIRED_UNKNOWN : FIRED_YES),
               "a condition of many parts is answered: %zu", i);
        arena_free(arena);
    }
}

int
main(void)
{
    long_conditions_are_read();
    keys_look_for_parents();
    keys_look_for_children();
    cascades_are_followed();
    triggers_ask();
    functions_ask();
    texts_are_those_of_postgresql();
    return tap_done();
}
