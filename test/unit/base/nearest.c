/*
 * A slip of the finger finds the word that was meant; another word finds none.
 */
#include "base/nearest.h"

#include "tap.h"

static const char *
nearest_of(const char *typed)
{
    static const char *const known[] = {"analyze", "explain", "project", "id", "rules"};
    Nearest nearest = nearest_start(typed);

    for (size_t i = 0; i < ARRAY_LENGTH(known); i++)
        nearest_offer(&nearest, known[i]);
    return nearest.best;
}

int
main(void)
{
    tap_equal(nearest_of("anlyze"), "analyze", "a letter is missing");
    tap_equal(nearest_of("anaylze"), "analyze", "two letters are swapped");
    tap_equal(nearest_of("exxplain"), "explain", "a letter is doubled");
    tap_equal(nearest_of("EXPLAIN"), "explain", "case does not matter");
    tap_equal(nearest_of("proj"), "project", "an abbreviation is near");
    tap_equal(nearest_of("ix"), "id", "short words may differ by one letter");
    tap_equal(nearest_of("migrate"), NULL, "another word is not");
    tap_equal(nearest_of(""), NULL, "nothing is near to nothing");
    tap_equal(nearest_of("an option that is longer than every name in the world can ever be"), NULL,
              "a long text is no slip");
    return tap_done();
}
