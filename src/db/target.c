/*
 * The address of a database as the user wrote it. It may hold a password, also in a form that libpq
 * does not understand: what is shown is built from the parts that are known to be harmless.
 */
#include "db/db.h"

#include "base/strbuf.h"

#include <libpq-fe.h>

bool
db_is_target(const char *text)
{
    return strncmp(text, "postgresql://", 13) == 0 || strncmp(text, "postgres://", 11) == 0 ||
           strstr(text, "dbname=") != NULL || strstr(text, "service=") != NULL ||
           strncmp(text, "host=", 5) == 0;
}

static const char *
part(const PQconninfoOption *options, const char *keyword)
{
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
        if (strcmp(option->keyword, keyword) == 0)
            return option->val;
    return NULL;
}

static void
add_parts(StrBuf *label, const PQconninfoOption *options)
{
    const char *user = part(options, "user");
    const char *host = part(options, "host");
    const char *port = part(options, "port");
    const char *name = part(options, "dbname");
    const char *service = part(options, "service");

    if (user != NULL)
        strbuf_printf(label, "%s@", user);
    if (host != NULL)
        strbuf_add(label, host);
    if (port != NULL)
        strbuf_printf(label, ":%s", port);
    if (name != NULL)
        strbuf_printf(label, "%s%s", label->length > 0 ? "/" : "", name);
    if (label->length == 0)
        strbuf_add(label, service != NULL ? service : "the default database");
}

char *
db_target_label(Arena *arena, const char *target)
{
    StrBuf label = strbuf_new(arena);
    PQconninfoOption *options;

    if (strchr(target, '=') == NULL && strstr(target, "://") == NULL)
        return arena_strdup(arena, target);
    options = PQconninfoParse(target, NULL);
    if (options == NULL)
        return arena_strdup(arena, "the address given");
    add_parts(&label, options);
    PQconninfoFree(options);
    return label.text;
}
