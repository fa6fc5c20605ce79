/*
 * ANALYZE cuts averages down to whole bytes, and an average does not say what becomes of values that are rounded up to
 * eight bytes each: 200 country codes of two letters need 16 bytes a key, and so do 200 of five.
 */
#include "stats/width_value.h"

#include <ctype.h>
#include <math.h>

static const size_t VALUES_LEAST = 3; /* that say something */
static const double SHORT_LONGEST = 126; /* bytes of data behind a header of one byte */

static double
with_header(double bytes)
{
    return bytes + (bytes <= SHORT_LONGEST ? 1 : 4);
}

/* Digits stand in groups of four from the point; groups of zeros at either end are left out. */
static double
numeric_groups(const char *text)
{
    const char *point = strchr(text, '.');
    const char *first = text + strspn(text, "-0");
    size_t whole = 0;
    const char *end = text + strlen(text);
    double groups;

    if (point == NULL)
        point = end;
    if (first < point)
        whole = (size_t) (point - first);
    while (end > point + 1 && end[-1] == '0')
        end--;
    groups = ceil((double) whole / 4);
    if (end > point + 1)
        groups += ceil((double) (end - point - 1) / 4);
    else
        for (const char *at = point; groups > 0 && at - first >= 4; at -= 4)
        {
            if (strncmp(at - 4, "0000", 4) != 0)
                break;
            groups--;
        }
    if (whole == 0 && *point == '.')
        groups -= floor((double) strspn(point + 1, "0") / 4);
    return fmax(0, groups);
}

/* With its header; negative where the text does not tell. */
static double
bytes_of(TypeFacts facts, const char *text)
{
    size_t length = strlen(text);

    switch (facts.category)
    {
    case CATEGORY_TEXT:
        return with_header((double) length);
    case CATEGORY_NUMERIC:
        return isalpha((unsigned char) text[0]) ? 3 : 3 + 2 * numeric_groups(text);
    case CATEGORY_BINARY:
        return length >= 2 && text[1] == 'x' ? with_header((double) (length - 2) / 2) : -1;
    case CATEGORY_NETWORK:
        return strchr(text, ':') != NULL ? 19 : 7;
    default:
        return -1;
    }
}

typedef struct Lengths
{
    double weight;
    double bytes;
    double rests[WIDTH_RESTS];
    size_t count;
    bool is_whole; /* each value could be told */
} Lengths;

static void
add(Lengths *lengths, TypeFacts facts, const char *text, double weight)
{
    double bytes = text == NULL ? -1 : bytes_of(facts, text);

    if (bytes < 0)
    {
        lengths->is_whole = false;
        return;
    }
    lengths->count++;
    lengths->weight += weight;
    lengths->bytes += weight * bytes;
    lengths->rests[(size_t) bytes % WIDTH_RESTS] += weight;
}

static Lengths
lengths_of(TypeFacts facts, const ColumnStats *column)
{
    Lengths lengths = {.is_whole = true};
    double rest = 1 - column->null_fraction.value;

    for (size_t i = 0; i < column->common_count; i++)
    {
        add(&lengths, facts, column->common[i].text, column->common[i].fraction);
        rest -= column->common[i].fraction;
    }
    for (size_t i = 0; i < column->bound_count; i++)
        add(&lengths, facts, column->bounds[i], fmax(rest, 0) / (double) column->bound_count);
    return lengths;
}

void
width_value_refine(Width *width, TypeFacts facts, const ColumnStats *column)
{
    Lengths lengths = lengths_of(facts, column);

    if (!lengths.is_whole || lengths.count < VALUES_LEAST || lengths.weight <= 0 ||
        width->alignment != 1)
        return;
    width->bytes = fmin(fmax(lengths.bytes / lengths.weight, width->bytes), width->bytes + 1);
    width->has_rests = true;
    for (size_t i = 0; i < WIDTH_RESTS; i++)
        width->rests[i] = lengths.rests[i] / lengths.weight;
}
