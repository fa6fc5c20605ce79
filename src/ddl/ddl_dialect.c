/*
 * ddl_dialect.c - SQL that was written for another database.
 *
 * Its statements fail one by one with syntax errors that say nothing. Words that PostgreSQL does not
 * have tell whose it is; they count only where statements did fail.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <ctype.h>
#include <strings.h>

enum
{
    MARKS_MAXIMUM = 10,
    LOOKED_AT = 256 * 1024
};

/* A mark is in small letters; a blank stands for any white space. */
static const struct
{
    const char *name;
    const char *hint;
    const char *marks[MARKS_MAXIMUM];
} dialects[] = {
    {"MySQL",
     "Convert the database with pgloader first, and give tenfold a pg_dump -s of the result.",
     {"auto_increment", "engine=", "engine =", "`", "/*!4", "-- mysql dump", "unsigned",
      "default charset", "tinyint(1)", "-- mariadb dump"}},
    {"SQLite",
     "Convert the database with pgloader first, and give tenfold a pg_dump -s of the result.",
     {"autoincrement", "pragma ", "sqlite_sequence", "without rowid", "strftime(",
      "integer primary "
      "key autoincrement"}},
    {"SQL Server",
     "Convert the database with pgloader first, and give tenfold a pg_dump -s of the result.",
     {"[dbo]", " go ", "identity(1,1)", "nonclustered", "set ansi_nulls", "nvarchar(max)",
      "uniqueidentifier", "getdate()", "identity (1, 1)", "[int]"}},
    {"Oracle",
     "Convert the schema with ora2pg first.",
     {"varchar2(", "number(", "nvarchar2", "sysdate", " pctfree ", "create or replace package",
      "%rowtype", "tablespace users", "organization index", "clob"}},
};

/* Counts the marks of a dialect; white space is one blank, letters are small. */
static size_t
count_marks(const char *text, const char *const *marks)
{
    size_t count = 0;

    for (size_t i = 0; i < MARKS_MAXIMUM && marks[i] != NULL; i++)
        count += strstr(text, marks[i]) != NULL;
    return count;
}

/* Comments to the end of a line are prose, but for those that name the program that wrote them. */
static bool
is_prose(const char *at)
{
    return strncmp(at, "--", 2) == 0 && strncasecmp(at, "-- mysql dump", 13) != 0 &&
           strncasecmp(at, "-- mariadb dump", 15) != 0;
}

static char *
simplify(Arena *arena, const FileText *input)
{
    size_t length = input->length < LOOKED_AT ? input->length : LOOKED_AT;
    char *text = arena_strndup(arena, input->text, length);
    bool in_prose = false;

    for (char *at = text; at < text + length; at++)
    {
        in_prose = (in_prose && *at != '\n') || is_prose(at);
        *at = in_prose || isspace((unsigned char) *at) ? ' ' : (char) tolower((unsigned char) *at);
    }
    return text;
}

/* One mark may be a coincidence, unless hardly a statement was understood. */
const char *
ddl_dialect(Arena *arena, const FileText *input, bool is_mostly_refused, const char **hint)
{
    const char *text = simplify(arena, input);
    const char *found = NULL;
    size_t most = is_mostly_refused ? 0 : 1;

    for (size_t i = 0; i < ARRAY_LENGTH(dialects); i++)
    {
        size_t count = count_marks(text, dialects[i].marks);

        if (count <= most)
            continue;
        most = count;
        found = dialects[i].name;
        *hint = dialects[i].hint;
    }
    return found;
}

void
ddl_check_dialect(Reader *reader, const FileText *input, uint32_t statements)
{
    const char *hint;
    const char *dialect = NULL;

    if (reader->failed > 0)
        dialect = ddl_dialect(reader->turn, input, reader->failed * 2 > statements, &hint);
    if (dialect != NULL)
        schema_problem(reader->schema, true, reader->failed_location,
                       arena_printf(reader->turn,
                                    "this looks like %s; tenfold reads PostgreSQL, and %u of %u "
                                    "statements are none of its",
                                    dialect, (unsigned) reader->failed, (unsigned) statements),
                       hint);
}
