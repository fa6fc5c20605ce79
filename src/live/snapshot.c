/*
 * snapshot.c - the questions as a script for psql, and their answers as a file.
 *
 * The script must be readable: whoever runs it on production reads it first. So it says what it reads,
 * each question keeps its comment, and nothing is hidden in functions. psql puts a savepoint around each
 * statement (ON_ERROR_ROLLBACK), and what is refused is written down instead of rows.
 */
#include "live/snapshot_internal.h"

static const char reads[] =
    "-- What it reads: PostgreSQL's catalogs and statistics, as any user may, none of your tables' "
    "rows.\n"
    "--   * the schema, as pg_dump -s would write it: with defaults, the bodies of functions, "
    "comments\n"
    "--   * sizes, estimates of rows, counters of tables and indexes, and since when they count\n"
    "--   * settings for memory, planning, maintenance; none that holds a command or a password\n"
    "--   * the version, whether this node is a replica, and who follows it\n"
    "--   * pg_stat_statements, where it is installed: texts of queries with $1 for constants, how "
    "often\n"
    "--     and how long they ran; of statements that are no queries only their first word\n";

static const char with_values[] = "--   * statistics of columns with THEIR MOST COMMON VALUES and "
                                  "sample values (pg_stats). These are data\n"
                                  "--     of your tables, of those that this role may read. "
                                  "\"tenfold snapshot --no-values\" prints this\n"
                                  "--     script without that question.\n";

static const char without_values[] = "--   * statistics of columns: how many distinct values, how "
                                     "many nulls, how often the most common ones\n"
                                     "--     occur; not the values themselves\n";

static const char manner[] =
    "-- What it writes: one file, and nothing in the database. Nothing is installed.\n"
    "-- How: in one read-only transaction, each question with a statement and a lock timeout. No "
    "superuser\n"
    "-- is needed: a member of pg_monitor and pg_read_all_data sees all; what a lesser role may "
    "not see is\n"
    "-- noted in the file.\n";

static const char beginning[] = "\\set QUIET on\n"
                                "\\set ON_ERROR_STOP on\n"
                                "\\set ON_ERROR_ROLLBACK on\n"
                                "\\set VERBOSITY terse\n"
                                "\\set AUTOCOMMIT on\n"
                                "\\if :{?file}\n"
                                "\\else\n"
                                "\\set file tenfold.snap\n"
                                "\\endif\n"
                                "\\encoding UTF8\n"
                                "\\timing off\n"
                                "\\pset pager off\n"
                                "\\pset format unaligned\n"
                                "\\pset tuples_only on\n"
                                "\\pset expanded off\n"
                                "\\pset null ''\n"
                                "\\pset recordsep '\\n'\n"
                                "\\set refused 0\n"
                                "\\set unread 0\n"
                                "\\o :file\n"
                                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n";

/*
 * What psql cannot print it tells at most, and goes on; COPY is the statement that fails in all versions.
 * A hole before, of a disk that was full for a moment, is a line that the reader refuses.
 */
static const char ending[] =
    "\\set ON_ERROR_STOP on\n"
    "-- Of all statements COPY fails when the file cannot be written, as on a full disk.\n"
    "COPY (SELECT '" SNAPSHOT_LAST_LINE "') TO STDOUT;\n"
    "ROLLBACK;\n"
    "\\o\n"
    "\\echo written: :file\n"
    "\\echo questions refused: :refused\n"
    "\\echo tables that this role may not read, so without column statistics: :unread\n"
    "\\echo read it with: tenfold analyze :file\n";

char *
snapshot_first_line(Arena *arena, const SnapshotOptions *options)
{
    return arena_printf(arena, "{\"tenfold_snapshot\":1,\"tenfold\":\"%s\",\"values\":%s}",
                        TENFOLD_VERSION, options->without_values ? "false" : "true");
}

void
snapshot_rows_query(StrBuf *out, const Question *question)
{
    strbuf_printf(out,
                  "SELECT pg_catalog.json_build_object('question', '%s', 'row', "
                  "pg_catalog.row_to_json(q)) FROM (\n%s) AS q",
                  question->name, question->sql);
}

static void
add_refusal(StrBuf *out, const Question *question)
{
    if (question->may_fail)
        strbuf_add(out, "SELECT :'LAST_ERROR_SQLSTATE' IN (" QUESTION_MAY_FAIL_STATES
                        ") AS is_expected\n"
                        "FROM pg_catalog.pg_database WHERE datname = "
                        "pg_catalog.current_database() \\gset\n\\if :is_expected\n\\else\n");
    strbuf_printf(out,
                  "SELECT pg_catalog.json_build_object('question', '%s', 'refused', "
                  ":'LAST_ERROR_SQLSTATE' || ' ' || :'LAST_ERROR_MESSAGE')\n"
                  "FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database();\n"
                  "SELECT :refused + 1 AS refused FROM pg_catalog.pg_database\n"
                  "WHERE datname = pg_catalog.current_database() \\gset\n",
                  question->name);
    if (question->may_fail)
        strbuf_add(out, "\\endif\n");
}

static void
add_question(StrBuf *out, const Question *question)
{
    strbuf_printf(out, "\n-- The %s.\n", question->what);
    snapshot_rows_query(out, question);
    strbuf_add(out, ";\n\\if :ERROR\n");
    add_refusal(out, question);
    strbuf_add(out, "\\endif\n");
    if (question == &question_list[QUESTION_UNREADABLE])
        strbuf_printf(out, "SELECT pg_catalog.count(*) AS unread FROM (\n%s) AS q \\gset\n",
                      question->sql);
}

bool
snapshot_asks(const Question *question, const SnapshotOptions *options)
{
    return !question->is_personal || !options->without_values;
}

void
snapshot_script(StrBuf *out, const SnapshotOptions *options)
{
    strbuf_printf(
        out,
        "-- tenfold %s: a snapshot of one database, for analysis elsewhere.\n--\n"
        "--     psql -X -f snapshot.sql -v file=acme.snap DATABASE\n"
        "--     tenfold analyze acme.snap\n--\n"
        "-- psql makes the file readable for all whom your umask lets; \"umask 077\" in the shell\n"
        "-- before it keeps it to yourself, as tenfold snapshot itself does.\n--\n",
        TENFOLD_VERSION);
    strbuf_add(out, reads);
    strbuf_add(out, options->without_values ? without_values : with_values);
    strbuf_add(out, manner);
    strbuf_add_char(out, '\n');
    strbuf_add(out, beginning);
    strbuf_printf(out, "SET LOCAL statement_timeout = %d;\nSET LOCAL lock_timeout = %d;\n",
                  options->statement_timeout_ms, options->lock_timeout_ms);
    strbuf_add(out, "SET LOCAL idle_in_transaction_session_timeout = 60000;\n");
    for (const char *const *setting = question_settings; *setting != NULL; setting++)
        strbuf_printf(out, "%s;\n", *setting);
    strbuf_printf(out, "\nCOPY (SELECT '%s') TO STDOUT;\n\\set ON_ERROR_STOP off\n",
                  snapshot_first_line(out->arena, options));
    for (QuestionId id = 0; id < QUESTION_COUNT; id++)
        if (snapshot_asks(&question_list[id], options))
            add_question(out, &question_list[id]);
    strbuf_add_char(out, '\n');
    strbuf_add(out, ending);
}
