/*
 * snapshot_file.c - a snapshot as it is read: JSON, a line for each row.
 *
 *     {"tenfold_snapshot" : 1, …}
 *     {"question" : "tables", "row" : {"statement":"CREATE TABLE …"}}
 *     {"question" : "statements", "refused" : "42501 permission denied …"}
 *     {"tenfold_snapshot_end" : 1}
 *
 * It is read twice: first to find where each answer begins, then an answer at a time, a line at a time,
 * so that its size does not matter. Answers of one question stand together. Rows have the text that
 * libpq gives for them; JSON within a row stays text.
 */
#include "live/answers_internal.h"

#include "base/strbuf.h"

#include <errno.h>
#include <jansson.h>
#include <sys/stat.h>

enum
{
    FORMAT = 1,
    BEGINNING_BYTES = 64
};

typedef struct Answer
{
    long offset; /* of its first row */
    size_t line;
    size_t rows;
    const char *refused;
} Answer;

struct SnapshotFile
{
    const char *name;
    FILE *stream;
    char *line; /* grows to the longest */
    size_t capacity;
    size_t length;
    size_t number;
    bool has_end;
    Answer answers[QUESTION_COUNT];
};

/* What comes through a pipe can be read but once. */
static bool
is_plain(const char *path)
{
    struct stat found;

    return stat(path, &found) == 0 && S_ISREG(found.st_mode);
}

bool
answers_is_snapshot(const char *path)
{
    char beginning[BEGINNING_BYTES] = "";
    FILE *stream = is_plain(path) ? fopen(path, "re") : NULL;
    size_t length = stream == NULL ? 0 : fread(beginning, 1, sizeof(beginning) - 1, stream);

    if (stream != NULL)
        (void) fclose(stream); /* it was only read */
    return length > 0 && beginning[0] == '{' && strstr(beginning, "\"tenfold_snapshot\"") != NULL;
}

static void
close_file(void *resource)
{
    SnapshotFile *file = resource;

    free(file->line);
    (void) fclose(file->stream); /* it was only read */
}

/* What a database without an encoding holds need not be UTF-8; its names still are of use. */
static void
make_ascii(char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char) text[i] >= 0x80)
            text[i] = '?';
}

/* The next line as an object; NULL in `out` at the end. */
static bool
read_line(SnapshotFile *file, json_t **out, Error *error)
{
    json_error_t fault;
    ssize_t length = getline(&file->line, &file->capacity, file->stream);

    *out = NULL;
    if (length < 0)
        return ferror(file->stream) == 0 ||
               error_set(error, ERROR_FILE, "could not read \"%s\": %s", file->name,
                         strerror(errno));
    file->length = (size_t) length;
    file->number++;
    *out = json_loadb(file->line, file->length, 0, &fault);
    if (*out == NULL)
    {
        make_ascii(file->line, file->length);
        *out = json_loadb(file->line, file->length, 0, &fault);
    }
    if (json_is_object(*out))
        return true;
    json_decref(*out);
    error_set(error, ERROR_INPUT, "line %zu of \"%s\" cannot be read: %s", file->number, file->name,
              fault.text);
    return error_hint(error, "Run the snapshot's script again; it writes the file whole.");
}

static void
note_line(Arena *arena, SnapshotFile *file, const json_t *line, long offset)
{
    const char *name = json_string_value(json_object_get(line, "question"));
    QuestionId id = name == NULL ? QUESTION_COUNT : question_find(name);
    Answer *answer = &file->answers[id];

    file->has_end = file->has_end || json_object_get(line, "tenfold_snapshot_end") != NULL;
    if (id == QUESTION_COUNT)
        return;
    answer->refused = arena_strdup(arena, json_string_value(json_object_get(line, "refused")));
    if (answer->refused != NULL)
        return;
    if (answer->rows++ == 0)
    {
        answer->offset = offset;
        answer->line = file->number - 1;
    }
}

static bool
check_first(const SnapshotFile *file, const json_t *line, Error *error)
{
    json_int_t format = json_integer_value(json_object_get(line, "tenfold_snapshot"));

    if (format == FORMAT)
        return true;
    if (format == 0)
        return error_set(error, ERROR_INPUT, "\"%s\" is no snapshot", file->name);
    error_set(error, ERROR_INPUT, "snapshot \"%s\" has format %lld, this tenfold reads %d",
              file->name, (long long) format, FORMAT);
    return error_hint(error, "Read it with the tenfold that wrote its script, or a later one.");
}

static bool
find_answers(Arena *arena, SnapshotFile *file, Error *error)
{
    for (;;)
    {
        long offset = ftell(file->stream);
        json_t *line;
        bool is_first = file->number == 0;

        if (!read_line(file, &line, error))
            return false;
        if (line == NULL)
            break;
        if (is_first && !check_first(file, line, error))
        {
            json_decref(line);
            return false;
        }
        note_line(arena, file, line, offset);
        json_decref(line);
    }
    if (file->has_end)
        return true;
    error_set(error, ERROR_INPUT, "snapshot \"%s\" is cut off: its last line is missing",
              file->name);
    return error_hint(error, "Run the snapshot's script again, to its end.");
}

bool
snapshot_file_open(Arena *arena, const char *path, SnapshotFile **out, Error *error)
{
    SnapshotFile *file = arena_new_object(arena, SnapshotFile);

    file->name = arena_strdup(arena, path);
    file->stream = fopen(path, "re");
    if (file->stream == NULL)
        return error_set(error, ERROR_FILE, "could not open \"%s\": %s", path, strerror(errno));
    arena_defer(arena, close_file, file);
    if (!find_answers(arena, file, error))
        return false;
    *out = file;
    return true;
}

const char *
snapshot_file_refusal(const SnapshotFile *file, QuestionId id)
{
    return file->answers[id].refused;
}

const char *
snapshot_file_name(const SnapshotFile *file)
{
    return file->name;
}

/* As libpq gives it. */
static const char *
value_text(Arena *arena, const json_t *value)
{
    const char *text;
    char *dumped;

    switch (json_typeof(value))
    {
    case JSON_NULL:
        return NULL;
    case JSON_TRUE:
        return "t";
    case JSON_FALSE:
        return "f";
    case JSON_STRING:
        return arena_strndup(arena, json_string_value(value), json_string_length(value));
    case JSON_INTEGER:
        return arena_printf(arena, "%lld", (long long) json_integer_value(value));
    case JSON_REAL:
        return arena_printf(arena, "%.17g", json_real_value(value));
    default:
        dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        text = arena_strdup(arena, dumped);
        free(dumped);
        return text;
    }
}

static void
take_names(Arena *arena, const json_t *row, DbResult *out)
{
    const char **names = arena_new_array(arena, const char *, json_object_size(row) + 1);
    const char *key;
    json_t *value;

    out->columns = 0;
    json_object_foreach((json_t *) row, key, value) /* it is not changed */
        names[out->columns++] = arena_strdup(arena, key);
    out->names = names;
}

static void
take_row(Arena *arena, const json_t *row, const DbResult *shape, const char **values)
{
    for (size_t column = 0; column < shape->columns; column++)
    {
        const json_t *value = json_object_get(row, shape->names[column]);

        values[column] = value == NULL ? NULL : value_text(arena, value);
    }
}

/* Goes to the first row of an answer. */
static bool
seek(SnapshotFile *file, const Answer *answer, Error *error)
{
    if (fseek(file->stream, answer->offset, SEEK_SET) != 0)
        return error_set(error, ERROR_FILE, "could not read \"%s\": %s", file->name,
                         strerror(errno));
    file->number = answer->line;
    return true;
}

/* The next row of a question; lines of others between are passed over. */
static bool
next_row(SnapshotFile *file, QuestionId id, json_t **line, json_t **row, Error *error)
{
    for (;;)
    {
        if (!read_line(file, line, error))
            return false;
        if (*line == NULL)
            return error_set(error, ERROR_INPUT, "snapshot \"%s\" has changed", file->name);
        *row = json_object_get(*line, "row");
        if (json_is_object(*row) && str_equal(json_string_value(json_object_get(*line, "question")),
                                              question_list[id].name))
            return true;
        json_decref(*line);
    }
}

bool
snapshot_file_each(SnapshotFile *file, QuestionId id, AnswersTake *take, void *context,
                   Error *error)
{
    const Answer *answer = &file->answers[id];

    if (answer->rows > 0 && !seek(file, answer, error))
        return false;
    for (size_t i = 0; i < answer->rows; i++)
    {
        Arena *work = arena_new(NULL, "snapshot_file_each");
        DbResult result = {.rows = 1};
        const char **values;
        json_t *line, *row;

        if (!next_row(file, id, &line, &row, error))
        {
            arena_free(work);
            return false;
        }
        take_names(work, row, &result);
        values = arena_new_array(work, const char *, result.columns + 1);
        take_row(work, row, &result, values);
        result.values = values;
        take(context, &result);
        json_decref(line);
        arena_free(work);
    }
    return true;
}

bool
snapshot_file_rows(SnapshotFile *file, Arena *arena, QuestionId id, DbResult *out, Error *error)
{
    const Answer *answer = &file->answers[id];
    const char **values = NULL;

    *out = (DbResult){0};
    if (answer->rows > 0 && !seek(file, answer, error))
        return false;
    for (size_t i = 0; i < answer->rows; i++)
    {
        json_t *line, *row;

        if (!next_row(file, id, &line, &row, error))
            return false;
        if (i == 0)
        {
            take_names(arena, row, out);
            values = arena_new_array(arena, const char *, answer->rows * out->columns + 1);
        }
        take_row(arena, row, out, values + i * out->columns);
        json_decref(line);
    }
    out->values = values;
    out->rows = answer->rows;
    return true;
}
