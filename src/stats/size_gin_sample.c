#include "stats/size_gin_sample.h"

#include <ctype.h>
#include <jansson.h>
#include <math.h>

static const size_t VALUES_LEAST = 10;
static const double HASH_BYTES = 4;
static const size_t KEY_LONGEST = 125; /* a longer one is replaced by a hash of 8 digits */
static const double UNIQUE_LEAST = 8; /* seen once, and none twice: all differ */

enum
{
    TRIGRAM = 3
};

struct GinGroup
{
    GinGroup *next;
    double once; /* keys seen once */
    double twice;
    double bytes; /* of those seen once */
};

struct GinSeen
{
    GinSeen *next;
    GinGroup *group;
    double bytes;
    double share;
    size_t last; /* the value that had it last */
    size_t drawn; /* times it was drawn */
    bool is_common;
};

GinSample
gin_sample_new(Arena *arena, bool is_document, bool is_hashed)
{
    return (GinSample){.arena = arena,
                       .is_document = is_document,
                       .is_hashed = is_hashed,
                       .seen = map_new(arena),
                       .by_path = map_new(arena)};
}

static GinGroup *
group_of(GinSample *sample, const char *path)
{
    GinGroup *group = map_get(sample->by_path, path);

    if (group != NULL)
        return group;
    group = arena_new_object(sample->arena, GinGroup);
    group->next = sample->groups;
    sample->groups = group;
    sample->group_count++;
    map_put(sample->by_path, path, group);
    return group;
}

static void
add_key(GinSample *sample, const char *path, const char *name, double bytes)
{
    GinSeen *seen = map_get(sample->seen, name);

    if (seen == NULL)
    {
        seen = arena_new_object(sample->arena, GinSeen);
        seen->next = sample->keys;
        seen->bytes = bytes;
        seen->group = group_of(sample, path);
        sample->keys = seen;
        sample->key_count++;
        map_put(sample->seen, name, seen);
    }
    if (seen->last == sample->values)
        return;
    seen->last = sample->values;
    seen->share += sample->share;
    seen->is_common = seen->is_common || sample->is_common;
    seen->drawn += !sample->is_common;
}

/* As jsonb_gin.c makes it: what it is, and its text. */
static void
add_text(GinSample *sample, const char *path, char kind, const char *text)
{
    StrBuf name = strbuf_new(sample->arena);
    size_t length = strlen(text);

    strbuf_add_char(&name, kind);
    if (sample->is_hashed)
        strbuf_add(&name, path);
    strbuf_add_char(&name, ' ');
    strbuf_add(&name, text);
    if (!sample->is_hashed)
        add_key(sample, path, name.text, 2 + (double) (length > KEY_LONGEST ? 8 : length));
    else if (kind != 'K')
        add_key(sample, path, name.text, HASH_BYTES);
}

static void add_json(GinSample *sample, const char *path, const json_t *value);

static void
add_object(GinSample *sample, const char *path, const json_t *object)
{
    const char *key;
    json_t *member;

    json_object_foreach((json_t *) (uintptr_t) object, key, member)
    {
        StrBuf inside = strbuf_new(sample->arena);

        strbuf_add(&inside, path);
        strbuf_add_char(&inside, '/');
        strbuf_add(&inside, key);
        add_text(sample, path, 'K', key);
        add_json(sample, inside.text, member);
    }
}

/* Strings in arrays are found like the names of members. */
static void
add_array(GinSample *sample, const char *path, const json_t *array)
{
    size_t at;
    json_t *element;

    json_array_foreach(array, at, element)
    {
        if (json_is_string(element) && !sample->is_hashed)
            add_text(sample, path, 'S', json_string_value(element));
        else
            add_json(sample, path, element);
    }
}

static void
add_json(GinSample *sample, const char *path, const json_t *value)
{
    char number[64];

    switch (json_typeof(value))
    {
    case JSON_OBJECT:
        add_object(sample, path, value);
        break;
    case JSON_ARRAY:
        add_array(sample, path, value);
        break;
    case JSON_STRING:
        add_text(sample, path, 'V', json_string_value(value));
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        (void) snprintf(number, sizeof(number), "%.15g", json_number_value(value));
        add_text(sample, path, 'N', number);
        break;
    default:
        add_text(sample, path, 'B', json_is_true(value) ? "t" : json_is_false(value) ? "f" : "");
        break;
    }
}

static bool
is_letter(char c)
{
    return isalnum((unsigned char) c) || (unsigned char) c >= 0x80;
}

/* Each word with two blanks before it and one behind. */
static void
add_trigrams(GinSample *sample, const char *text)
{
    char window[TRIGRAM + 1] = "  ";
    bool is_inside = false;

    for (const char *at = text;; at++)
    {
        bool is_in_word = is_letter(*at);

        if (!is_in_word && !is_inside)
        {
            if (*at == '\0')
                return;
            continue;
        }
        if (!is_inside)
            memset(window, ' ', TRIGRAM);
        memmove(window, window + 1, TRIGRAM - 1);
        window[TRIGRAM - 1] = is_in_word ? (char) tolower((unsigned char) *at) : ' ';
        add_key(sample, "", window, HASH_BYTES);
        is_inside = is_in_word;
        if (*at == '\0')
            return;
    }
}

void
gin_sample_add(GinSample *sample, const char *text, double share, bool is_common)
{
    json_t *document;

    sample->values++;
    sample->drawn += !is_common;
    sample->share = share;
    sample->is_common = is_common;
    if (!sample->is_document)
    {
        add_trigrams(sample, text);
        return;
    }
    document = json_loads(text, JSON_DECODE_ANY, NULL);
    if (document != NULL)
        add_json(sample, "", document);
    json_decref(document);
}

static void
count_groups(const GinSample *sample)
{
    for (const GinSeen *seen = sample->keys; seen != NULL; seen = seen->next)
    {
        if (seen->is_common)
            continue;
        seen->group->once += seen->drawn == 1;
        seen->group->twice += seen->drawn == 2;
        if (seen->drawn == 1)
            seen->group->bytes += seen->bytes;
    }
}

/* Those seen once stand for as many a row as they are of the values drawn. */
static GinRest
rest_of(const GinGroup *group, double share, double rows, double doubt)
{
    GinRest rest = {.bytes = group->bytes / group->once, .keys_a_row = group->once * share};
    double all = rest.keys_a_row * rows;
    double drawn = group->once + 2 * group->twice;

    rest.distinct = group->twice == 0 && group->once >= UNIQUE_LEAST
                        ? all
                        : drawn * group->once / (2 * fmax(group->twice, 1));
    rest.distinct = fmin(fmax(rest.distinct, group->once), fmax(all, 1));
    rest.least = fmax(group->once, rest.distinct / doubt);
    rest.most = fmin(all, rest.distinct * doubt);
    return rest;
}

bool
gin_sample_end(const GinSample *sample, double rows, double doubt, GinKeys *out)
{
    GinKey *known = arena_new_array(sample->arena, GinKey, sample->key_count + 1);
    GinRest *rests = arena_new_array(sample->arena, GinRest, sample->group_count + 1);

    if (sample->values < VALUES_LEAST && sample->drawn > 0)
        return false;
    count_groups(sample);
    *out = (GinKeys){.known = known, .rests = rests};
    for (const GinSeen *seen = sample->keys; seen != NULL; seen = seen->next)
        if (seen->is_common || seen->drawn > 1)
            known[out->known_count++] = (GinKey){.bytes = seen->bytes, .share = seen->share};
    for (const GinGroup *group = sample->groups; group != NULL; group = group->next)
        if (group->once > 0)
            rests[out->rest_count++] = rest_of(group, sample->share, rows, doubt);
    return out->known_count + out->rest_count > 0;
}
