/*
 * ddl_overlap.c - the bounds of partitions, as far as they are plain constants.
 *
 * Integers and ISO dates can be compared; of everything else nothing is said, unless the texts are one.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_internal.h"

#include <ctype.h>

/* One value of a bound: numbers and dates by their order, other constants by their text. */
typedef struct BoundValue
{
    bool is_ordered;
    bool is_date;
    int64_t order;
    const char *text;
} BoundValue;

typedef struct BoundValues
{
    BoundValue *items;
    size_t count;
} BoundValues;

/* '2024-01-31' */
static bool
is_date(const char *text)
{
    static const char form[] = "'dddd-dd-dd'";

    for (size_t i = 0; i < sizeof(form); i++)
    {
        if (form[i] == 'd' ? !isdigit((unsigned char) text[i]) : form[i] != text[i])
            return false;
    }
    return true;
}

static bool
is_integer(const char *text)
{
    size_t digits = strspn(text + (*text == '-'), "0123456789");

    return digits > 0 && digits < 18 && text[(*text == '-') + digits] == '\0';
}

static BoundValue
value_of(Reader *reader, const TokenList *tokens, size_t first, size_t end)
{
    BoundValue value = {.text = token_list_text(reader->turn, tokens, first, end)};

    if (strcasecmp(value.text, "minvalue") == 0 || strcasecmp(value.text, "maxvalue") == 0)
        value.order = tolower((unsigned char) value.text[1]) == 'i' ? INT64_MIN : INT64_MAX;
    else if (is_integer(value.text))
        value.order = strtoll(value.text, NULL, 10);
    else if (is_date(value.text))
    {
        value.is_date = true;
        value.order = strtoll(value.text + 1, NULL, 10) * 10000 +
                      strtoll(value.text + 6, NULL, 10) * 100 + strtoll(value.text + 9, NULL, 10);
    }
    else
        return value;
    value.is_ordered = true;
    return value;
}

/* The values within the parentheses behind a word. */
static BoundValues
values_after(Reader *reader, const char *bound, const char *word)
{
    TokenList tokens = token_list(reader->turn, bound, strlen(bound));
    size_t at = token_list_find(&tokens, 0, 0, word) + 1;
    BoundValues values = {0};
    size_t close;

    if (!token_list_is_char(&tokens, at, '('))
        return values;
    close = token_list_close(&tokens, at);
    values.items = arena_alloc(reader->turn, (close - at) * sizeof(BoundValue));
    for (at++; at < close; at = token_list_item_end(&tokens, at) + 1)
        values.items[values.count++] =
            value_of(reader, &tokens, at, token_list_item_end(&tokens, at));
    return values;
}

static bool
is_comparable(BoundValue left, BoundValue right)
{
    bool is_end = left.order == INT64_MIN || left.order == INT64_MAX || right.order == INT64_MIN ||
                  right.order == INT64_MAX;

    return left.is_ordered && right.is_ordered && (is_end || left.is_date == right.is_date);
}

static bool
lists_meet(Reader *reader, const char *left, const char *right)
{
    BoundValues one = values_after(reader, left, "in");
    BoundValues other = values_after(reader, right, "in");

    for (size_t i = 0; i < one.count; i++)
    {
        for (size_t j = 0; j < other.count; j++)
        {
            if (strcmp(one.items[i].text, other.items[j].text) == 0)
                return true;
        }
    }
    return false;
}

static bool
ranges_meet(Reader *reader, const char *left, const char *right)
{
    BoundValues from = values_after(reader, left, "from");
    BoundValues to = values_after(reader, left, "to");
    BoundValues other_from = values_after(reader, right, "from");
    BoundValues other_to = values_after(reader, right, "to");

    return from.count == 1 && to.count == 1 && other_from.count == 1 && other_to.count == 1 &&
           is_comparable(from.items[0], other_to.items[0]) &&
           is_comparable(other_from.items[0], to.items[0]) &&
           from.items[0].order < other_to.items[0].order &&
           other_from.items[0].order < to.items[0].order;
}

/* WITH (MODULUS 8, REMAINDER 3) */
static bool
hash_of(Reader *reader, const char *bound, long *modulus, long *remainder)
{
    BoundValues values = values_after(reader, bound, "with");

    *modulus = *remainder = -1;
    for (size_t i = 0; i < values.count; i++)
    {
        const char *text = values.items[i].text;

        if (strncasecmp(text, "modulus", strlen("modulus")) == 0)
            *modulus = strtol(text + strlen("modulus"), NULL, 10);
        else if (strncasecmp(text, "remainder", strlen("remainder")) == 0)
            *remainder = strtol(text + strlen("remainder"), NULL, 10);
    }
    return *modulus > 0 && *remainder >= 0;
}

/* Each modulus divides the next larger one: the smaller tells whether they meet. */
static bool
hashes_meet(Reader *reader, const char *left, const char *right)
{
    long modulus;
    long remainder;
    long other_modulus;
    long other_remainder;
    long smaller;

    if (!hash_of(reader, left, &modulus, &remainder) ||
        !hash_of(reader, right, &other_modulus, &other_remainder))
        return false;
    smaller = modulus < other_modulus ? modulus : other_modulus;
    return remainder % smaller == other_remainder % smaller;
}

bool
ddl_overlap(Reader *reader, PartitionStrategy strategy, const char *left, const char *right)
{
    bool is_default = strcasecmp(left, "default") == 0;

    if (is_default || strcasecmp(right, "default") == 0)
        return is_default && strcasecmp(right, "default") == 0;
    switch (strategy)
    {
    case PARTITION_LIST:
        return lists_meet(reader, left, right);
    case PARTITION_RANGE:
        return ranges_meet(reader, left, right);
    case PARTITION_HASH:
        return hashes_meet(reader, left, right);
    }
    return false;
}

const char *
ddl_overlap_misfit(Reader *reader, PartitionStrategy strategy, const char *bound)
{
    BoundValues from = values_after(reader, bound, "from");
    BoundValues to = values_after(reader, bound, "to");
    bool is_default = strcasecmp(bound, "default") == 0;
    PartitionStrategy meant = from.count > 0                                  ? PARTITION_RANGE
                              : values_after(reader, bound, "in").count > 0   ? PARTITION_LIST
                              : values_after(reader, bound, "with").count > 0 ? PARTITION_HASH
                                                                              : strategy;

    if (is_default && strategy == PARTITION_HASH)
        return "a hash-partitioned table may not have a default partition";
    if (!is_default && meant != strategy)
        return "the bound of the partition is not of the table's partition strategy";
    if (from.count == 1 && to.count == 1 && is_comparable(from.items[0], to.items[0]) &&
        from.items[0].order >= to.items[0].order)
        return "empty range bound specified for partition";
    return NULL;
}
