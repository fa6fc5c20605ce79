/*
 * name.h - what the name of a column or table says.
 *
 * Names are read as words: "created_at", "createdAt" and "CreatedAt" all are "created", "at".
 */
#ifndef TENFOLD_RULE_NAME_H
#define TENFOLD_RULE_NAME_H

#include "base/arena.h"

/* True when one of the words of `name` is `word` (lower case). */
bool name_has_word(const char *name, const char *word);

/* True when one of its words is in the list, which ends with NULL. */
bool name_has_any_word(const char *name, const char *const *words);

/* True when the last word is `word`. */
bool name_ends_with_word(const char *name, const char *word);

/* The same for names whose words have no mark between them: "addresstype" ends in "type". */
bool name_ends_run_together(const char *name, const char *word);

/* True when the name as a whole, without regard to case, is in the list, which ends with NULL. */
bool name_is_any(const char *name, const char *const *names);

/*
 * The words before the last one joined by "_", lower case: "owner_id" to "owner"; NULL for one
 * word.
 */
char *name_before_last_word(Arena *arena, const char *name);

/* All words joined by "_", lower case. */
char *name_plain(Arena *arena, const char *name);

/* True when both are the same noun: "category" and "categories", "user" and "users". */
bool name_is_plural_of(const char *plural, const char *singular);

#endif
