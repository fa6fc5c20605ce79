#include "schema/grant.h"
#include "schema/print_internal.h"

static void
add_unit(Printer *printer, const NameList *statements, const char *object, Location location,
         uint32_t ordinal)
{
    Unit *unit;

    if (statements->count == 0)
        return;
    unit = unit_new(printer, PHASE_GRANT, ordinal, object, location);
    for (const Name *at = statements->first; at != NULL; at = at->next)
        unit_add(printer, unit, at->text);
}

void
print_add_grants(Printer *printer, const GrantList *list, char objects, const char *target,
                 Location location, uint32_t ordinal)
{
    NameList statements;

    if (list->count == 0 || !printer->options->with_grants)
        return;
    statements = grant_statements(printer->arena, list, objects, target);
    add_unit(printer, &statements, arena_printf(printer->arena, "grant on %s", target), location,
             ordinal);
}

void
print_add_default_privileges(Printer *printer)
{
    const DefaultPrivileges *at = printer->schema->default_privileges.first;

    for (; printer->options->with_grants && at != NULL; at = at->next)
    {
        NameList statements = grant_default_statements(printer->arena, at);

        add_unit(printer, &statements, "default privileges", at->location, UINT32_MAX);
    }
}
