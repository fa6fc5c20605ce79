#include "rule/list.h"
#include "schema/type.h"

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Finding *finding;
        Change *change;

        if (column->type.dimensions > 0 ||
            type_facts(design->schema, &column->type).category != CATEGORY_MONEY)
            continue;
        finding = finding_add(findings, &rule_money_type, table, column->name, column->location,
                              "%s.%s is money: its amounts change with the server's lc_monetary",
                              table_label(findings->arena, table), column->name);
        change = change_new(findings->arena, CHANGE_COLUMN_TYPE, table);
        change->column = column->name;
        change->type = type_builtin(findings->arena, "numeric");
        change->type.modifiers = "19,4";
        change->type.text = type_text(findings->arena, NULL, "numeric", "19,4", 0);
        finding_change(finding, change);
        finding->is_advised = false;
        finding->kept_back = "the application reads '$1.00' today and a plain number afterwards";
    }
}

const Rule rule_money_type = {
    .id = "money-type",
    .catalogue = "TYP01",
    .severity = SEVERITY_WARNING,
    .title = "money column",
    .why =
        "A money value stores no currency and no scale: it is read and written by the lc_monetary "
        "setting of the session. A dump restored on a server with another setting changes the "
        "amounts by factors of 100, drivers return text such as '$1,000.00', and division "
        "rounds to whole cents.",
    .fix =
        "Use numeric with the scale that the currency needs, and a currency column where there is "
        "more than one.",
    .gain = "amounts mean the same on every server",
    .trade_off = "numeric takes about as much space and is slower in large sums; the table is "
                 "rewritten, and the application must read numbers instead of formatted text.",
    .not_when = "Arrays of money.",
    .source = "PostgreSQL manual, 8.2 Monetary Types",
    .group = "%zu money columns",
    .check_table = check,
};
