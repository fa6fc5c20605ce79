#include "live/combination_text.h"

#include <math.h>

static bool
find_member(const CombinationNumbers *numbers, long number, size_t *at)
{
    for (*at = 0; *at < numbers->count; (*at)++)
        if (numbers->of[*at] == number)
            return true;
    return false;
}

static bool
has_member(const MemberSet *set, size_t member)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->at[i] == member)
            return true;
    return false;
}

/* What stands between `at` and the closing quote. */
static bool
read_members(const char *at, const char *end, const CombinationNumbers *numbers, MemberSet *set)
{
    while (at < end)
    {
        char *behind;
        long number;
        size_t member;

        at += strspn(at, " ,=>");
        if (at >= end)
            break;
        number = strtol(at, &behind, 10);
        if (behind == at || behind > end || set->count == STATS_MEMBERS_MOST ||
            !find_member(numbers, number, &member) || has_member(set, member))
            return false;
        set->at[set->count++] = member;
        at = behind;
    }
    return set->count >= 2;
}

static size_t
count_quotes(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += *text == '"';
    return count;
}

const MemberSet *
combination_text_read(Arena *arena, const char *text, const CombinationNumbers *numbers,
                      size_t *count)
{
    const char *at = text == NULL ? "" : text;
    MemberSet *sets = arena_new_array(arena, MemberSet, count_quotes(at) / 2 + 1);

    *count = 0;
    while ((at = strchr(at, '"')) != NULL)
    {
        MemberSet set = {0};
        const char *end = strchr(at + 1, '"');
        bool is_read = end != NULL && read_members(at + 1, end, numbers, &set);
        char *behind;

        if (end == NULL)
            break;
        at = end + 1 + strspn(end + 1, " :");
        set.number = strtod(at, &behind);
        if (is_read && behind != at && isfinite(set.number) && set.number >= 0)
            sets[(*count)++] = set;
        at = behind;
    }
    return sets;
}
