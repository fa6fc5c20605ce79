/*
 * layout_flyway.c - V1_2__name.sql, R__name.sql, U1__name.sql, B5__name.sql, in folders of any depth.
 *
 * Flyway sends statement by statement within one transaction. Where a file holds one that PostgreSQL
 * refuses there, it opens none: what is decided here as Flyway decides it, by the first words.
 */
#include "migration/step_name.h"
#include "sql/split.h"
#include "sql/token.h"

#include <ctype.h>

/* "1_2" before "__"; of a repeatable, nothing. */
static size_t
version_length(const char *text)
{
    size_t length = 0;

    while (isdigit((unsigned char) text[length]) || ((text[length] == '.' || text[length] == '_') &&
                                                     isdigit((unsigned char) text[length + 1])))
        length++;
    return length;
}

/* Folders for other databases, which Flyway is told to leave out: "db/migration/mysql". */
static bool
is_other_dialect(const char *relative)
{
    static const char *const folders[] = {"mysql/",  "mariadb/", "oracle/", "h2/",       "sqlite/",
                                          "hsqldb/", "mssql/",   "db2/",    "sqlserver/"};

    for (; relative != NULL; relative = strchr(relative, '/'))
    {
        relative += *relative == '/';
        for (size_t i = 0; i < ARRAY_LENGTH(folders); i++)
            if (strncasecmp(relative, folders[i], strlen(folders[i])) == 0)
                return true;
    }
    return false;
}

static bool
read_name(Arena *arena, const char *relative, StepName *out)
{
    const char *slash = strrchr(relative, '/');
    const char *file = slash == NULL ? relative : slash + 1;
    size_t length = strlen(file);
    size_t digits = version_length(file + (*file != '\0'));

    if (!step_name_ends(file, &length, ".sql") || strchr("VUBR", *file) == NULL ||
        (digits == 0) != (*file == 'R') || strncmp(file + 1 + digits, "__", 2) != 0)
        return false;
    out->version = *file == 'R' ? NULL : arena_strndup(arena, file + 1, digits);
    out->name = arena_strndup(arena, file + digits + 3, length - digits - 3);
    out->role = *file == 'V'   ? ROLE_UP
                : *file == 'U' ? ROLE_DOWN
                : *file == 'B' ? ROLE_BASELINE
                               : ROLE_REPEATABLE;
    if (is_other_dialect(relative))
        out->role = ROLE_OTHER_DIALECT;
    return true;
}

/*
 * Files right here, or below a folder that is called like Flyway's own. A project with several such
 * folders is no history.
 */
static size_t
fit(const Folder *folder, Certainty *certainty)
{
    const char *slash = strrchr(folder->path, '/');
    const char *name = slash == NULL ? folder->path : slash + 1;
    bool may_be_deep = strncmp(name, "migration", 9) == 0 || strcmp(name, "sql") == 0;
    size_t here = 0;
    size_t below = 0;

    for (const FolderFile *file = folder->files.first; file != NULL; file = file->next)
    {
        StepName step = {0};

        if (file->is_folder || !read_name(folder->arena, file->relative, &step) ||
            step.role == ROLE_DOWN || step.role == ROLE_OTHER_DIALECT)
            continue;
        if (strchr(file->relative, '/') == NULL)
            here++;
        else
            below++;
    }
    *certainty = CERTAIN_NAME_OWN;
    return here > 0 || may_be_deep ? here + below : 0;
}

/* Statements that PostgreSQL refuses in a transaction, as Flyway knows them. */
static bool
is_alone(const SplitPart *part)
{
    static const char *const alone[][3] = {
        {"create", "database"},     {"create", "tablespace"},
        {"create", "subscription"}, {"drop", "database"},
        {"drop", "tablespace"},     {"drop", "subscription"},
        {"alter", "system"},        {"vacuum"},
        {"discard", "all"},         {"reindex", "database"},
        {"reindex", "schema"},      {"reindex", "system"},
    };
    char *words[4] = {"", "", "", ""};
    char texts[4][16] = {{0}};
    size_t at = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
    {
        Token token = token_next(part->text, part->length, at, false);
        size_t length = token.end - token.start;

        at = token.end;
        for (size_t byte = 0; token.kind == TOKEN_WORD && byte < length && byte < 15; byte++)
            texts[i][byte] = (char) tolower((unsigned char) part->text[token.start + byte]);
        words[i] = texts[i];
    }
    for (size_t i = 0; i < ARRAY_LENGTH(alone); i++)
        if (strcmp(words[0], alone[i][0]) == 0 &&
            (alone[i][1] == NULL || strcmp(words[1], alone[i][1]) == 0))
            return true;
    if (strcmp(words[1], "unique") == 0)
        return strcmp(words[3], "concurrently") == 0;
    return strcmp(words[1], "index") == 0 && strcmp(words[2], "concurrently") == 0;
}

/* The configuration beside a script: "executeInTransaction=false". */
static bool
read_configuration(Builder *builder, Migration *migration, bool *is_given, Error *error)
{
    char *path = arena_printf(builder->arena, "%s.conf", migration->up.name);
    FileText text;
    const char *found;

    *is_given = file_exists(path);
    if (!*is_given)
        return true;
    if (!file_read(builder->arena, path, &text, error))
        return false;
    found = strstr(text.text, "executeInTransaction");
    *is_given = found != NULL;
    if (found == NULL)
        return true;
    found += strcspn(found, "=\n");
    found += *found == '=';
    if (strncmp(found + strspn(found, " \t"), "false", 5) == 0)
    {
        migration->transaction = builder->layout->without;
        migration->transaction_location = (Location){.file = path, .line = 1, .column = 1};
    }
    return true;
}

static void
detect_transaction(Builder *builder, Migration *migration)
{
    Error ignored = {.arena = builder->arena};
    Splitter splitter;
    SplitPart part;
    size_t alone = 0;
    size_t others = 0;

    if (!split_start(&splitter, migration->up.text, migration->up.length, &ignored))
        return; /* said when it is read */
    while (split_next(&splitter, &part))
    {
        if (part.kind != SPLIT_STATEMENT)
            continue;
        if (!is_alone(&part))
            others++;
        else if (alone++ == 0)
            migration->transaction_location =
                (Location){.file = migration->up.name, .line = part.line, .column = part.column};
    }
    if (alone == 0)
        return;
    migration->transaction = builder->layout->without;
    if (others > 0)
        gather_problem(builder, false, migration->up.name,
                       "statements that need a transaction and one that may have none: Flyway "
                       "refuses the file unless \"mixed\" is set",
                       NULL);
}

/* What Flyway gives a value itself. */
static void
add_defaults(Builder *builder)
{
    static const char *const defaults[] = {
        "flyway:defaultSchema=public",        "flyway:user=postgres",
        "flyway:database=postgres",           "flyway:timestamp=1970-01-01 00:00:00",
        "flyway:filename=migration.sql",      "flyway:workingDirectory=.",
        "flyway:table=flyway_schema_history",
    };

    for (size_t i = 0; i < ARRAY_LENGTH(defaults); i++)
        name_list_add(builder->arena, &builder->defaults, defaults[i]);
}

static bool
check(Builder *builder, Error *error)
{
    add_defaults(builder);
    for (Migration *migration = builder->history->migrations.first; migration != NULL;
         migration = migration->next)
    {
        bool is_given;

        if (!read_configuration(builder, migration, &is_given, error))
            return false;
        if (!is_given)
            detect_transaction(builder, migration);
    }
    return true;
}

const Layout layout_flyway = {
    .name = "flyway",
    .runner = "Flyway",
    .pattern = "V1__name.sql, V1_2__name.sql, R__name.sql",
    .transaction = TRANSACTION_PER_FILE,
    .without = TRANSACTION_PER_STATEMENT,
    .starts_session = true,
    .order = ORDER_PARTS,
    .certainty = CERTAIN_NAME_OWN,
    .read_name = read_name,
    .fit = fit,
    .check = check,
};
