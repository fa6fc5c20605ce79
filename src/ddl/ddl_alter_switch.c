/*
 * ddl_alter_switch.c - ALTER TABLE ENABLE and DISABLE: triggers, rules, row security.
 */
#define TENFOLD_SERVER_HEADERS
#include "ddl/ddl_kept.h"

static void
set_trigger(Reader *reader, Table *table, const AlterTableCmd *command, char enabled)
{
    Trigger *trigger = ddl_trigger_find(&table->triggers, command->name);

    if (trigger != NULL)
        trigger->enabled = enabled;
    else
        ddl_error(reader, -1, "trigger \"%s\" for table \"%s\" does not exist", command->name,
                  table->name);
}

static void
set_all_triggers(Table *table, char enabled)
{
    for (Trigger *trigger = table->triggers.first; trigger != NULL; trigger = trigger->next)
        trigger->enabled = enabled;
}

/* Rules are kept as statements, and so is what is said of them later. */
static void
set_rule(Reader *reader, const Table *table, const AlterTableCmd *command, const char *words)
{
    Other *rule = ddl_kept_find(
        reader, &(KeptName){.kind = OTHER_RULE, .name = command->name, .about = table->name});

    if (rule == NULL)
    {
        ddl_error(reader, -1, "rule \"%s\" for relation \"%s\" does not exist", command->name,
                  table->name);
        return;
    }
    ddl_kept_change(reader, rule, OTHER_MISCELLANEOUS);
    rule->changes.last->sql =
        arena_printf(reader->arena, "ALTER TABLE %s %s RULE %s",
                     quote_qualified(reader->turn, table->schema, table->name), words,
                     quote_ident(reader->turn, command->name));
}

bool
ddl_alter_switch(Reader *reader, Table *table, const AlterTableCmd *command)
{
    switch (command->subtype)
    {
    case AT_EnableTrig:
        set_trigger(reader, table, command, 'O');
        return true;
    case AT_EnableAlwaysTrig:
        set_trigger(reader, table, command, 'A');
        return true;
    case AT_EnableReplicaTrig:
        set_trigger(reader, table, command, 'R');
        return true;
    case AT_DisableTrig:
        set_trigger(reader, table, command, 'D');
        return true;
    case AT_EnableTrigAll:
    case AT_EnableTrigUser:
        set_all_triggers(table, 'O');
        return true;
    case AT_DisableTrigAll:
    case AT_DisableTrigUser:
        set_all_triggers(table, 'D');
        return true;
    case AT_EnableRowSecurity:
    case AT_DisableRowSecurity:
        table->has_row_security = command->subtype == AT_EnableRowSecurity;
        return true;
    case AT_EnableRule:
        set_rule(reader, table, command, "ENABLE");
        return true;
    case AT_EnableAlwaysRule:
        set_rule(reader, table, command, "ENABLE ALWAYS");
        return true;
    case AT_EnableReplicaRule:
        set_rule(reader, table, command, "ENABLE REPLICA");
        return true;
    case AT_DisableRule:
        set_rule(reader, table, command, "DISABLE");
        return true;
    case AT_ForceRowSecurity:
    case AT_NoForceRowSecurity:
        table->has_forced_row_security = command->subtype == AT_ForceRowSecurity;
        return true;
    default:
        return false;
    }
}
