#include "rule/list.h"
#include "schema/type.h"

static void
check(const Design *design, const Table *table, Findings *findings)
{
    for (const Column *column = table->columns.first; column != NULL; column = column->next)
    {
        Finding *finding;

        if (column->type.dimensions > 0 ||
            type_facts(design->schema, &column->type).category != CATEGORY_JSON)
            continue;
        finding =
            finding_add(findings, &rule_json_not_jsonb, table, column->name, column->location,
                        "%s.%s is json: each look into it parses the whole text, and it cannot "
                        "be indexed or compared",
                        table_label(findings->arena, table), column->name);
        finding->kept_back = "where the text is only stored and returned as it came, json is right";
    }
}

const Rule rule_json_not_jsonb = {
    .id = "json-not-jsonb",
    .catalogue = "TYP05",
    .severity = SEVERITY_REMARK,
    .title = "json column where jsonb is meant",
    .why = "json keeps the text as it came, with blanks, key order and repeated keys. Every "
           "operator parses all of it again, there is no = (so no DISTINCT, GROUP BY or "
           "UNION), no @> and no GIN index. Reading one key of 300,000 documents took 7.6 "
           "times as long as reading a column; with jsonb 1.7 times.",
    .fix = "Use jsonb for what is looked into.",
    .gain = "keys are read without parsing the text",
    .trade_off =
        "jsonb is somewhat larger, loses key order and repeated keys, and costs a rewrite of the "
        "table.",
    .not_when = "Arrays of json.",
    .source = "PostgreSQL manual, 8.14 JSON Types; measured in "
              "docs/design/where_the_guides_disagree.md, point 9",
    .group = "%zu json columns",
    .check_table = check,
};
