/*
 * Two very different cases share the name. Where a unique index over NOT NULL columns exists,
 * rows are identified already and only the declaration is lacking: a remark. Where none exists,
 * a row cannot be addressed at all.
 */
#include "rule/key.h"
#include "rule/list.h"
#include "rule/shape.h"
#include "schema/type.h"

/* From here on repairing, replicating or emptying a table without a key is work of its own. */
static const double ROWS_THAT_MATTER = 1e6;

static const Index *
find_candidate(const Table *table, bool must_be_not_null)
{
    const Index *best = NULL;

    for (const Index *index = table->indexes.first; index != NULL; index = index->next)
    {
        if (!key_is_unique_index(index) || key_is_not_null(table, index) != must_be_not_null)
            continue;
        if (best == NULL || index->elements.count < best->elements.count)
            best = index;
    }
    return best;
}

static Constraint *
make_key(Arena *arena, const Table *table)
{
    Constraint *key = arena_new_object(arena, Constraint);

    key->kind = CONSTRAINT_PRIMARY_KEY;
    key->name = name_make(arena, table->name, NULL, "pkey");
    return key;
}

/*
 * The unique index becomes the key: as it is where it stands alone, else its constraint is
 * replaced.
 */
static void
promote(Findings *findings, Finding *finding, const Index *index)
{
    Arena *arena = findings->arena;
    bool has_constraint = index->constraint != NULL;
    Change *change = change_new(
        arena, has_constraint ? CHANGE_REPLACE_CONSTRAINT : CHANGE_ADD_CONSTRAINT, finding->table);

    change->constraint = make_key(arena, finding->table);
    change->constraint->columns = key_columns(arena, index);
    change->object = has_constraint ? index->constraint->name : NULL;
    finding_change(finding, change);
    if (has_constraint)
        return;
    change = change_new(arena, CHANGE_DROP_INDEX, finding->table);
    change->object = index->name;
    finding_change(finding, change);
}

static void
add_identity(Findings *findings, Finding *finding)
{
    Arena *arena = findings->arena;
    const Table *table = finding->table;
    Change *change = change_new(arena, CHANGE_ADD_COLUMN, table);
    const char *name = "id";

    if (table_find_column(table, name) != NULL)
        name = arena_printf(arena, "%s_id", table->name);
    if (table_find_column(table, name) != NULL || table->partition_key != NULL)
        return;
    change->new_column = arena_new_object(arena, Column);
    change->new_column->name = name;
    change->new_column->type = type_builtin(arena, "int8");
    change->new_column->is_not_null = true;
    change->new_column->identity = IDENTITY_ALWAYS;
    change->new_column->statistics_target = -1;
    change->constraint = make_key(arena, table);
    name_list_add(arena, &change->constraint->columns, name);
    finding_change(finding, change);
}

/* Foreign keys hang on the very constraint: it cannot be replaced under them. */
static bool
is_pointed_to(const Design *design, const Table *table, const Index *index)
{
    NameList columns = key_columns(design->arena, index);
    const ForeignKeyRefList *references = design_referencing(design, table);

    for (const ForeignKeyRef *ref = references->first; ref != NULL; ref = ref->next)
        if (name_list_equal(&ref->constraint->ref_columns, &columns))
            return true;
    return false;
}

static void
report_undeclared(Findings *findings, const Table *table, const Index *index)
{
    Finding *finding = finding_add(
        findings, &rule_primary_key_missing, table, NULL, table->location,
        "%s has no primary key, though its unique index %s (%s) could be one",
        table_label(findings->arena, table), index->name, key_index_text(findings->arena, index));

    finding->severity = SEVERITY_REMARK;
    if (!is_pointed_to(findings->design, table, index))
        promote(findings, finding, index);
    finding->is_advised = false;
    finding->kept_back =
        "nothing is slow or wrong: rows are told apart by the unique index; declare "
        "the key with the table's next migration";
}

static void
report_nullable(Findings *findings, const Table *table, const Index *index)
{
    Finding *finding = finding_add(
        findings, &rule_primary_key_missing, table, NULL, table->location,
        "%s has no primary key: unique index %s (%s) lets rows through whose columns "
        "are null",
        table_label(findings->arena, table), index->name, key_index_text(findings->arena, index));

    finding->severity = SEVERITY_REMARK;
    finding->kept_back = "whether these columns are null in any row must be looked up first";
}

static void
report_missing(const Design *design, const Table *table, Findings *findings)
{
    Arena *arena = findings->arena;
    Quantity rows = design_rows(design, table);
    Finding *finding = finding_add(
        findings, &rule_primary_key_missing, table, NULL, table->location,
        "%s has no primary key and no unique index: none of its%s rows "
        "can be addressed",
        table_label(arena, table),
        quantity_known(rows) ? arena_printf(arena, " %s", quantity_count_text(arena, rows.value))
                             : "");

    finding->weight = rows.value;
    if (quantity_known(rows))
        finding_evidence(findings, finding, "rows now", rows, "rows");
    if (shape_is_log(table) || table->inherits.count > 0)
        finding->severity = SEVERITY_REMARK;
    add_identity(findings, finding);
    if (quantity_known(rows) && design_stays_small(design, table))
        return;
    finding->is_advised = false;
    if (rows.value >= ROWS_THAT_MATTER)
        return; /* a table of that size is in use: somebody must decide */
    finding->kept_back = "a new column rewrites the table, and a key of existing columns would be "
                         "better where they are unique: look at the data first";
}

static void
check(const Design *design, const Table *table, Findings *findings)
{
    const Index *unique;
    const Index *nullable;

    if (table->kind == TABLE_FOREIGN || table_primary_key(table) != NULL ||
        table->persistence == PERSISTENCE_TEMPORARY || strcmp(table->schema, "partman") == 0)
        return;
    unique = find_candidate(table, true);
    nullable = find_candidate(table, false);
    if (unique != NULL)
        report_undeclared(findings, table, unique);
    else if (nullable != NULL)
        report_nullable(findings, table, nullable);
    else
        report_missing(design, table, findings);
}

const Rule rule_primary_key_missing = {
    .id = "primary-key-missing",
    .catalogue = "KEY01 KEY02",
    .severity = SEVERITY_WARNING,
    .title = "table without primary key",
    .why = "Without a key, one row cannot be told from its copy: duplicates cannot be "
           "removed, an update of one row reads the whole table, and no foreign key can "
           "point here. Logical replication refuses UPDATE and DELETE on such a table "
           "(\"cannot update table because it does not have a replica identity\"), which is "
           "how most moves to a larger server or a new major version are made; and tools "
           "that repack a table online need a key.",
    .fix = "Declare the primary key. Where a unique index over NOT NULL columns exists it becomes "
           "the key without being built again (ALTER TABLE ... ADD PRIMARY KEY USING INDEX). "
           "Otherwise take the columns that identify a row, or add a bigint identity column.",
    .gain = "rows can be addressed, replicated and deduplicated by key",
    .trade_off = "An identity column rewrites the table once and costs 8 bytes a row and an index.",
    .not_when = "Foreign and temporary tables, and partitions (their parent counts). Tables named "
                "like logs, children of an inheritance, and tables with a unique index get a "
                "remark only.",
    .source = "PostgreSQL manual, 5.4.4 Primary Keys; 31.1 Publication (replica identity)",
    .group = "%zu tables without primary key",
    .check_table = check,
};
