/*
 * template.c - placeholders in SQL files: filled in, or named when they have no value.
 *
 * A syntax is a file's template syntax when it occurs outside of strings and comments there
 * (Spot.is_sure), for then the file is no SQL without it. From there on it is replaced within strings
 * as well, as every template engine does. A name that was given a value is replaced either way.
 */
#include "migration/template.h"

#include "base/strbuf.h"
#include "migration/template_scan.h"
#include "sql/quote.h"

enum
{
    MISSING_SHOWN = 20
};

bool
template_start(Arena *arena, const NameList *settings, Template *out, Error *error)
{
    *out = (Template){.arena = arena, .values = map_new(arena)};
    for (const Name *at = settings == NULL ? NULL : settings->first; at != NULL; at = at->next)
    {
        const char *equals = strchr(at->text, '=');

        if (equals == NULL || equals == at->text)
        {
            error_set(error, ERROR_USAGE, "\"%s\" gives no placeholder a value", at->text);
            return error_hint(error, "Write --set NAME=VALUE.");
        }
        map_put(out->values, arena_strndup(arena, at->text, (size_t) (equals - at->text)),
                arena_strdup(arena, equals + 1));
    }
    return true;
}

static Location
location_of(const FileText *file, size_t offset)
{
    Location location = {.file = file->name, .line = 1, .column = 1};

    for (size_t at = 0; at < offset; at++)
    {
        location.column++;
        if (file->text[at] != '\n')
            continue;
        location.line++;
        location.column = 1;
    }
    return location;
}

static char *
text_of(Arena *arena, const FileText *file, const Spot *spot)
{
    return arena_strndup(arena, file->text + spot->start, spot->end - spot->start);
}

/* Which syntaxes, and which names after an @, are placeholders in this file. */
typedef struct Active
{
    bool braces;
    bool dollar;
    Map *at_names;
} Active;

static Active
find_active(Arena *arena, const SpotList *spots)
{
    Active active = {.at_names = map_new(arena)};

    for (Spot *spot = spots->first; spot != NULL; spot = spot->next)
    {
        if (!spot->is_sure)
            continue;
        active.braces |= spot->kind == SPOT_BRACES;
        active.dollar |= spot->kind == SPOT_DOLLAR;
        if (spot->kind == SPOT_AT)
            map_put(active.at_names, spot->name, spot);
    }
    return active;
}

static bool
is_placeholder(const Active *active, const Spot *spot)
{
    switch (spot->kind)
    {
    case SPOT_BRACES:
        return active->braces;
    case SPOT_DOLLAR:
        return active->dollar;
    case SPOT_AT:
        return map_get(active->at_names, spot->name) != NULL;
    case SPOT_PSQL:
        break;
    }
    return spot->is_sure || spot->fallback != NULL;
}

/* What Flyway fills in by itself. */
static const char *
value_of_runner(const Spot *spot)
{
    static const char *const values[][2] = {{"flyway:database", "postgres"},
                                            {"flyway:defaultSchema", "public"},
                                            {"flyway:environment", "default"},
                                            {"flyway:filename", "migration.sql"},
                                            {"flyway:table", "flyway_schema_history"},
                                            {"flyway:timestamp", "2000-01-01 00:00:00"},
                                            {"flyway:user", "postgres"},
                                            {"flyway:workingDirectory", "."}};

    if (spot->kind != SPOT_DOLLAR)
        return NULL;
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        if (str_equal(values[i][0], spot->name))
            return values[i][1];
    return NULL;
}

static void
remember_missing(Template *template, const FileText *file, const Spot *spot)
{
    Missing *missing;

    for (const Missing *at = template->missing.first; at != NULL; at = at->next)
        if (str_equal(at->name, spot->name))
            return;
    missing = arena_new_object(template->arena, Missing);
    missing->name = arena_strdup(template->arena, spot->name);
    missing->text = text_of(template->arena, file, spot);
    missing->location = location_of(file, spot->start);
    missing->location.file = arena_strdup(template->arena, file->name);
    list_append(&template->missing, missing);
}

/* The value on one line, then the line ends that the placeholder had. */
static void
add_value(StrBuf *out, const FileText *file, const Spot *spot, const char *value)
{
    StrBuf quoted = strbuf_new(out->arena);

    if (spot->quote == '\'')
        quote_add_literal(&quoted, value);
    else if (spot->quote == '"')
        quote_add_ident(&quoted, value);
    else
        strbuf_add(&quoted, value);
    for (const char *at = quoted.text; *at != '\0'; at++)
        strbuf_add_char(out, *at == '\n' || *at == '\r' ? ' ' : *at);
    for (size_t at = spot->start; at < spot->end; at++)
        if (file->text[at] == '\n')
            strbuf_add_char(out, '\n');
}

static bool
refuse_control(const FileText *file, const Spot *spot, Error *error)
{
    Location at = location_of(file, spot->start);

    error_set(error, ERROR_INPUT, "%s:%u:%u: \"%s\" is more than the name of a value", at.file,
              at.line, at.column, text_of(error->arena, file, spot));
    return error_hint(error, "Let the tool that the file is written for make SQL of it, and give "
                             "that to tenfold.");
}

/* The value of a placeholder; NULL for what is left as it stands. */
static const char *
choose_value(Template *template, const FileText *file, const Active *active, const Spot *spot)
{
    const char *value = map_get(template->values, spot->name);

    if (value != NULL || !is_placeholder(active, spot))
        return value;
    value = spot->fallback != NULL ? spot->fallback : value_of_runner(spot);
    if (value == NULL)
        remember_missing(template, file, spot);
    return value;
}

static bool
fill_spots(Template *template, const FileText *file, const SpotList *spots, StrBuf *out,
           Error *error)
{
    Active active = find_active(out->arena, spots);
    size_t copied = 0;

    for (const Spot *spot = spots->first; spot != NULL; spot = spot->next)
    {
        const char *value;

        /* Braces may reach past the end of a statement: what is within them is no other placeholder. */
        if (spot->start < copied || (spot->name == NULL && !active.braces))
            continue;
        if (spot->name == NULL)
            return refuse_control(file, spot, error);
        value = choose_value(template, file, &active, spot);
        if (value == NULL)
            continue;
        strbuf_add_bytes(out, file->text + copied, spot->start - copied);
        add_value(out, file, spot, value);
        copied = spot->end;
    }
    strbuf_add_bytes(out, file->text + copied, file->length - copied);
    return true;
}

bool
template_fill(Template *template, FileText *file, Error *error)
{
    Arena *work = arena_new(NULL, "template_fill");
    SpotList spots = template_scan(work, file);
    StrBuf filled = strbuf_new(work);
    bool is_filled = spots.count == 0 || fill_spots(template, file, &spots, &filled, error);

    if (is_filled && spots.count > 0)
    {
        file->text = arena_strndup(template->arena, filled.text, filled.length);
        file->length = filled.length;
    }
    arena_free(work);
    return is_filled;
}

bool
template_check(const Template *template, Error *error)
{
    const MissingList *missing = &template->missing;
    StrBuf places = strbuf_new(error->arena);
    StrBuf options = strbuf_new(error->arena);
    size_t count = 0;

    if (missing->count == 0)
        return true;
    for (const Missing *at = missing->first; at != NULL; at = at->next)
    {
        strbuf_separate(&options, " ");
        strbuf_printf(&options, "--set %s=VALUE", at->name);
        if (count++ >= MISSING_SHOWN)
            continue;
        strbuf_separate(&places, ", ");
        strbuf_printf(&places, "%s at %s:%u", at->text, at->location.file, at->location.line);
    }
    if (count > MISSING_SHOWN)
        strbuf_printf(&places, " and %zu more", count - MISSING_SHOWN);
    if (count == 1)
        error_set(error, ERROR_INPUT, "a placeholder has no value");
    else
        error_set(error, ERROR_INPUT, "%zu placeholders have no value", count);
    error_detail(error, "First used: %s.", places.text);
    return error_hint(error, "Give %s.", options.text);
}
