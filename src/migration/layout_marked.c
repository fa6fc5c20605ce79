/*
 * layout_marked.c - runners that divide a file by comments, and number their files.
 */
#include "migration/step_name.h"

/* "x.sql": what is divided by comments is not divided by names as well. */
static bool
read_file(const char *relative, size_t *length)
{
    return strchr(relative, '/') == NULL && step_name_is_sql(relative, length) &&
           !step_name_ends(relative, length, ".up") && !step_name_ends(relative, length, ".down");
}

/* "20200101_x.sql" */
static bool
read_number(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    return read_file(relative, &length) && step_name_number(arena, relative, length, "_-.", out);
}

/* Any name: its number, where it has one, only orders. */
static bool
read_any(Arena *arena, const char *relative, StepName *out)
{
    size_t length = strlen(relative);

    if (!read_file(relative, &length))
        return false;
    if (step_name_number(arena, relative, length, "_-. ", out))
        return true;
    out->version = out->name = arena_strndup(arena, relative, length);
    return true;
}

static bool
has_word(const char *line, size_t length, const char *word)
{
    return memmem(line, length, word, strlen(word)) != NULL;
}

static Mark
read_dbmate(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "migrate:up"))
        return has_word(line, length, "transaction:false") ? MARK_UP_NO_TRANSACTION : MARK_UP;
    return blank_says(line, length, "--", "migrate:down") ? MARK_DOWN : MARK_NONE;
}

static Mark
read_goose(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "+goose up"))
        return MARK_UP;
    if (blank_says(line, length, "--", "+goose down"))
        return MARK_DOWN;
    return blank_says(line, length, "--", "+goose no transaction") ? MARK_NO_TRANSACTION
                                                                   : MARK_NONE;
}

static Mark
read_sql_migrate(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "+migrate up") ||
        blank_says(line, length, "--", "+micrate up"))
        return has_word(line, length, "notransaction") ? MARK_UP_NO_TRANSACTION : MARK_UP;
    if (blank_says(line, length, "--", "+migrate down") ||
        blank_says(line, length, "--", "+micrate down"))
        return MARK_DOWN;
    return MARK_NONE;
}

/* "-- Up Migration", "--- up migration" */
static Mark
read_node_pg_migrate(const char *line, size_t length)
{
    size_t dashes = 0;

    while (dashes < length && (line[dashes] == '-' || line[dashes] == ' ' || line[dashes] == '\t'))
        dashes++;
    if (dashes < 2 || memchr(line, '-', dashes) == NULL)
        return MARK_NONE;
    if (blank_says(line + dashes, length - dashes, "", "up migration"))
        return MARK_UP;
    return blank_says(line + dashes, length - dashes, "", "down migration") ? MARK_DOWN : MARK_NONE;
}

static Mark
read_tern(const char *line, size_t length)
{
    if (blank_says(line, length, "----", "create above / drop below"))
        return MARK_DOWN;
    return blank_says(line, length, "----", "tern: disable-tx") ? MARK_NO_TRANSACTION : MARK_NONE;
}

static Mark
read_rambler(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "rambler up"))
        return MARK_UP;
    return blank_says(line, length, "--", "rambler down") ? MARK_DOWN : MARK_NONE;
}

/* "-- //@UNDO" parts a file; the first line is "-- // what it does". */
static Mark
read_mybatis(const char *line, size_t length)
{
    return blank_says(line, length, "--", "//@undo") ? MARK_DOWN : MARK_NONE;
}

static Mark
read_shmig(const char *line, size_t length)
{
    if (blank_says(line, length, "--", "==== up"))
        return MARK_UP;
    return blank_says(line, length, "--", "==== down") ? MARK_DOWN : MARK_NONE;
}

const Layout layout_dbmate = {
    .name = "dbmate",
    .runner = "dbmate",
    .pattern = "20200101000000_name.sql with \"-- migrate:up\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_FILE,
    .needs_mark = true,
    .read_name = read_number,
    .read_mark = read_dbmate,
};

const Layout layout_goose = {
    .name = "goose",
    .runner = "goose",
    .pattern = "00001_name.sql with \"-- +goose Up\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_NUMBER,
    .needs_mark = true,
    .read_name = read_number,
    .read_mark = read_goose,
};

const Layout layout_sql_migrate = {
    .name = "sql-migrate",
    .runner = "sql-migrate",
    .pattern = "1_name.sql with \"-- +migrate Up\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_NUMBER_FIRST,
    .needs_mark = true,
    .repeats_versions = true,
    .read_name = read_any,
    .read_mark = read_sql_migrate,
};

const Layout layout_node_pg_migrate = {
    .name = "node-pg-migrate",
    .runner = "node-pg-migrate",
    .pattern = "1600000000000_name.sql with \"-- Up Migration\"",
    .transaction = TRANSACTION_PER_RUN,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_NUMBER_FIRST,
    .needs_mark = true,
    .takes_unmarked = true,
    .repeats_versions = true,
    .read_name = read_any,
    .read_mark = read_node_pg_migrate,
};

const Layout layout_tern = {
    .name = "tern",
    .runner = "tern",
    .pattern = "001_name.sql with \"---- create above / drop below ----\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_QUERY,
    .order = ORDER_NUMBER,
    .starts_session = true,
    .certainty = CERTAIN_NEVER,
    .needs_every_number = true,
    .surroundings = "tern.conf",
    .read_name = read_number,
    .read_mark = read_tern,
};

const Layout layout_rambler = {
    .name = "rambler",
    .runner = "rambler",
    .pattern = "202001010000_name.sql with \"-- rambler up\"",
    .transaction = TRANSACTION_PER_STATEMENT,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_FILE,
    .needs_mark = true,
    .repeats_versions = true,
    .read_name = read_any,
    .read_mark = read_rambler,
};

const Layout layout_mybatis = {
    .name = "mybatis",
    .runner = "MyBatis Migrations",
    .pattern = "20200101000000_name.sql with \"-- //@UNDO\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_NUMBER,
    .certainty = CERTAIN_NEVER,
    .read_name = read_number,
    .read_mark = read_mybatis,
};

const Layout layout_shmig = {
    .name = "shmig",
    .runner = "shmig",
    .pattern = "1500000000-name.sql with \"-- ==== UP ====\"",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .order = ORDER_NUMBER,
    .needs_mark = true,
    .read_name = read_number,
    .read_mark = read_shmig,
};
