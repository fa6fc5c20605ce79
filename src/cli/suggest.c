#include "cli/suggest.h"

/* Options and commands are shorter; a longer word is no slip of the finger. */
enum
{
    WORD_LONGEST = 40
};

Suggestion
suggest_for(const char *word)
{
    return (Suggestion){.word = word};
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t smaller = a < b ? a : b;

    return smaller < c ? smaller : c;
}

/* Letters to add, drop, replace or swap with their neighbour (Damerau-Levenshtein, restricted). */
static size_t
edit_distance(const char *from, size_t from_length, const char *to, size_t to_length)
{
    size_t rows[3][WORD_LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= to_length; j++)
        above[j] = j;
    for (size_t i = 1; i <= from_length; i++)
    {
        size_t *spare = before;

        row[0] = i;
        for (size_t j = 1; j <= to_length; j++)
        {
            row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + (from[i - 1] != to[j - 1]));
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                row[j] = least(row[j], before[j - 2] + 1, row[j]);
        }
        before = above;
        above = row;
        row = spare;
    }
    return above[to_length];
}

void
suggest_offer(Suggestion *suggestion, const char *candidate)
{
    size_t word_length = strlen(suggestion->word);
    size_t length = strlen(candidate);
    size_t distance;
    size_t allowed = 1 + word_length / 4;

    if (word_length > WORD_LONGEST || length > WORD_LONGEST)
        return;
    distance = edit_distance(suggestion->word, word_length, candidate, length);
    if (word_length >= 3 && strncmp(candidate, suggestion->word, word_length) == 0)
        distance = 1; /* the beginning of it is as good as one slip */
    if (distance > allowed || distance >= length)
        return;
    if (suggestion->nearest == NULL || distance < suggestion->distance)
    {
        suggestion->nearest = candidate;
        suggestion->distance = distance;
    }
}
