/*
 * "tenfold rules" and "tenfold explain" as a user calls them: the words on both sides of the pipe.
 */
#include "base/strbuf.h"
#include "rule/rule.h"
#include "tap.h"

#include <jansson.h>
#include <sys/wait.h>

/* Standard output and, after it, standard error of the program. */
static char *
run(Arena *arena, const char *arguments, int *exit_code)
{
    char *command = arena_printf(arena, "'%s' %s 2>&1", getenv("TENFOLD_BINARY"), arguments);
    FILE *pipe = popen(command, "r");
    StrBuf text = strbuf_new(arena);
    int byte;

    while (pipe != NULL && (byte = fgetc(pipe)) != EOF)
        strbuf_add_char(&text, (char) byte);
    *exit_code = pipe == NULL ? -1 : WEXITSTATUS(pclose(pipe));
    return text.text;
}

static void
test_rules(Arena *arena)
{
    int exit_code;
    char *text = run(arena, "rules", &exit_code);

    tap_ok(exit_code == 0, "rules succeeds");
    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        tap_ok(strstr(text, (*rule)->id) != NULL, "rules lists %s", (*rule)->id);
}

static void
test_json(Arena *arena)
{
    int exit_code;
    char *text = run(arena, "rules --json", &exit_code);
    json_t *root = json_loads(text, 0, NULL);
    size_t count = 0;

    for (const Rule *const *rule = rule_list; *rule != NULL; rule++)
        count++;
    tap_ok(json_integer_value(json_object_get(root, "version")) == 1, "the JSON has a version");
    tap_ok(json_array_size(json_object_get(root, "rules")) == count, "and a row for each rule");
    json_decref(root);
}

static void
test_explain(Arena *arena)
{
    int exit_code;
    char *text = run(arena, "explain fk-without-index", &exit_code);

    tap_ok(exit_code == 0 && strncmp(text, "# fk-without-index\n", 19) == 0,
           "explain tells a rule");
    text = run(arena, "explain --markdown fk-without-index", &exit_code);
    tap_equal(text, rule_manual(arena, rule_find("fk-without-index")),
              "--markdown prints the manual page");
    text = run(arena, "explain fk-without-indx", &exit_code);
    tap_ok(exit_code == 2, "an unknown rule is a mistake of usage");
    tap_equal(text,
              "tenfold: error: there is no rule \"fk-without-indx\"\n"
              "HINT: Did you mean \"fk-without-index\"?\n",
              "and the nearest is suggested");
}

int
main(void)
{
    Arena *arena = arena_new(NULL, "rules");

    test_rules(arena);
    test_json(arena);
    test_explain(arena);
    arena_free(arena);
    return tap_done();
}
