#include "base/nearest.h"

#include <ctype.h>

/*
 * The distance is Levenshtein's with swapped neighbours counted once (Damerau's restricted form) and
 * without regard to case. Names longer than 63 bytes do not exist in PostgreSQL, nor among our keys.
 */
enum
{
    LENGTH_MAX = 63,
    ABBREVIATION_MIN = 3 /* letters: "proj" for "project" is as near as one slip */
};

static size_t
least(size_t left, size_t right)
{
    return left < right ? left : right;
}

static bool
same_letter(char left, char right)
{
    return tolower((unsigned char) left) == tolower((unsigned char) right);
}

static size_t
distance(const char *left, size_t left_length, const char *right, size_t right_length)
{
    size_t rows[3][LENGTH_MAX + 1];
    size_t *before = rows[0];
    size_t *last = rows[1];
    size_t *now = rows[2];

    for (size_t j = 0; j <= right_length; j++)
        last[j] = j;
    for (size_t i = 1; i <= left_length; i++)
    {
        size_t *free_row = before;

        now[0] = i;
        for (size_t j = 1; j <= right_length; j++)
        {
            size_t replaced = last[j - 1] + !same_letter(left[i - 1], right[j - 1]);

            now[j] = least(replaced, least(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && same_letter(left[i - 1], right[j - 2]) &&
                same_letter(left[i - 2], right[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        before = last;
        last = now;
        now = free_row;
    }
    return last[right_length];
}

Nearest
nearest_start(const char *typed)
{
    return (Nearest){.typed = typed, .best = NULL, .best_distance = SIZE_MAX};
}

void
nearest_offer(Nearest *nearest, const char *candidate)
{
    size_t typed_length = strlen(nearest->typed);
    size_t length = strlen(candidate);
    size_t differs;

    if (typed_length == 0 || typed_length > LENGTH_MAX || length > LENGTH_MAX)
        return;
    differs = distance(nearest->typed, typed_length, candidate, length);
    if (typed_length >= ABBREVIATION_MIN && strncmp(candidate, nearest->typed, typed_length) == 0)
        differs = least(differs, 1);
    if (differs >= nearest->best_distance || differs * 3 > (length < 3 ? 3 : length))
        return;
    nearest->best = candidate;
    nearest->best_distance = differs;
}
