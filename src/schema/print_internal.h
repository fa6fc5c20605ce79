/*
 * print_internal.h - what the files of the printer share.
 *
 * The printer makes one Unit for each thing that stands or falls together: a table with its comments
 * and settings, an index, a foreign key. A unit says what it provides and what it needs, and
 * print_order.c puts all of them into an order that loads.
 */
#ifndef TENFOLD_SCHEMA_PRINT_INTERNAL_H
#define TENFOLD_SCHEMA_PRINT_INTERNAL_H

#include "schema/print.h"

/* The order of units that do not need each other. */
typedef enum UnitPhase
{
    PHASE_NAMESPACE,
    PHASE_EXTENSION,
    PHASE_LANGUAGE,
    PHASE_FOREIGN,
    PHASE_TYPE,
    PHASE_ROUTINE,
    PHASE_OPERATOR,
    PHASE_TABLE,
    PHASE_VIEW,
    PHASE_FOREIGN_KEY,
    PHASE_RULE,
    PHASE_TRIGGER,
    PHASE_POLICY,
    PHASE_PUBLICATION,
    PHASE_EVENT_TRIGGER,
    PHASE_GRANT
} UnitPhase;

/* The kind of name that is provided or needed; the letter of its key. */
typedef enum UnitName
{
    NAME_RELATION = 'r',
    NAME_TYPE = 'y',
    NAME_FUNCTION = 'f',
    NAME_OPERATOR = 'o',
    NAME_INDEX = 'i',
    NAME_NAMESPACE = 'n',
    NAME_LANGUAGE = 'l',
    NAME_COLLATION = 'c',
    NAME_ATTACHED = 'a' /* all indexes of a partitioned table are complete */
} UnitName;

typedef struct Need Need;
struct Need
{
    Need *next;
    UnitName kind;
    const char *schema; /* NULL: look along the search_path */
    const char *name;
    const char *search_path; /* as in Expr; or NULL */
};
LIST_OF(Need);

typedef struct Unit Unit;
struct Unit
{
    Unit *next;
    UnitPhase phase;
    uint32_t ordinal; /* of the object, or of the table it belongs to */
    uint32_t part; /* among the units of one ordinal */
    uint32_t serial; /* the last tie-break: the order in which units were made */
    const char *object;
    Location location;
    const char *search_path; /* of its expressions; or NULL */
    PrintedStatementList statements;
    NeedList needs;
    Unit **links; /* the needs as units; filled by print_order.c */
    size_t link_count;
    size_t linked_needs; /* how many of the needs the links stand for */
    size_t next_link; /* where the walk goes on */
    uint32_t mark; /* the walk that came here last */
};
LIST_OF(Unit);

typedef struct Printer
{
    Arena *arena;
    const Schema *schema;
    const PrintOptions *options;
    UnitList units;
    Map *providers; /* UnitLink * by key */
    Map *paths; /* NameList * by search_path */
    Unit **stack; /* of a walk; room for every unit */
    size_t stack_size;
    uint32_t walks;
    Unit **table_units; /* in the order of schema->tables */
    Map *only; /* answers of print_is_only() by index */
    Map *indexed; /* names of functions in indexes; only for the sandbox */
    PrintedStatementList left_out;
} Printer;

/* print_order.c */
Unit *unit_new(Printer *printer, UnitPhase phase, uint32_t ordinal, const char *object,
               Location location);
void unit_provide(Printer *printer, Unit *unit, UnitName kind, const char *schema,
                  const char *name);
void unit_need(Printer *printer, Unit *unit, UnitName kind, const char *schema, const char *name);
void unit_need_type(Printer *printer, Unit *unit, const TypeName *type);
void unit_need_references(Printer *printer, Unit *unit, const ReferenceList *references,
                          const char *search_path);

/* The names of an expression, and its search_path for the unit's statements. NULL is fine. */
void unit_need_expr(Printer *printer, Unit *unit, const Expr *expr);
void unit_need_elements(Printer *printer, Unit *unit, const IndexElementList *elements);

/* A name as written by the user, "public.gist_x_ops" or "\"C\"": needed when it is qualified. */
void unit_need_written(Printer *printer, Unit *unit, UnitName kind, const char *written);

/* Adds a finished text as the unit's next statement. */
void unit_add(Printer *printer, Unit *unit, const char *sql);
/* The same under a search_path of its own. */
void unit_add_under(Printer *printer, Unit *unit, const char *sql, const char *search_path);
void unit_printf(Printer *printer, Unit *unit, const char *format, ...) PRINTF_LIKE(3, 4);

/* True when what `expr` names cannot be made before `unit`. Only after all units are made. */
bool unit_waits_for(Printer *printer, const Expr *expr, const Unit *unit);

/* The units' statements in their order. */
PrintedStatementList print_order(Printer *printer);

/* Says that the sandbox does without an object. */
void printer_leave_out(Printer *printer, const char *object, Location location, const char *why);

/* "table \"public.tasks\"" */
const char *printer_label(Printer *printer, const char *kind, const char *schema, const char *name);

/* COMMENT ON kind name IS …; `name` is SQL. Nothing without a comment or the option. */
void unit_comment(Printer *printer, Unit *unit, const char *kind, const char *name,
                  const char *comment);

/* ALTER kind name OWNER TO …; nothing without an owner or the option. */
void unit_owner(Printer *printer, Unit *unit, const char *kind, const char *name,
                const char *owner);

/* print_grant.c: what roles may do with `target`, as "TABLE app.tasks", made last of all. */
void print_add_grants(Printer *printer, const GrantList *list, char objects, const char *target,
                      Location location, uint32_t ordinal);
void print_add_default_privileges(Printer *printer);

/* print_text.c: pieces of statements. */
char *text_name(Arena *arena, const char *schema, const char *name);
void text_add_names(StrBuf *out, const NameList *names);

/* A name with dots between its parts: "toast.autovacuum_enabled". */
void text_add_dotted(StrBuf *out, const char *name);

/* The text for a comment to the end of the line: control characters become spaces. */
char *text_one_line(Arena *arena, const char *text);

void text_add_options(StrBuf *out, const OptionList *options);
void text_add_foreign_options(StrBuf *out, const OptionList *options);
void text_add_elements(StrBuf *out, const IndexElementList *elements);

/* The expression in parentheses, unless DEFAULT takes it without. */
void text_add_default(StrBuf *out, const char *sql);

/* True when a partition bound holds only literals and casts of literals to built-in types. */
bool text_is_constant_bound(const char *bound);

/* 'app, "Old", public' cut into names; quoted again by text_search_path(). */
NameList text_split_path(Arena *arena, const char *search_path);
char *text_search_path(Arena *arena, const char *search_path);

/* One file each; they make the units of their kind. */
void print_add_namespaces(Printer *printer);
void print_add_types(Printer *printer);
void print_add_sequences(Printer *printer);
void print_sequence_options(StrBuf *out, const Sequence *sequence);
void print_finish_sequence(Printer *printer, Unit *unit, const Sequence *sequence);
/* Tables come in two steps: what they need, and, when all units are there, their statements. */
void print_add_tables(Printer *printer);
void print_finish_tables(Printer *printer);
void print_add_table_constraints(Printer *printer, const Table *table);
void print_add_indexes(Printer *printer, const IndexList *indexes, const Table *table,
                       uint32_t ordinal);
void print_add_views(Printer *printer);
void print_add_routines(Printer *printer);
void print_add_triggers(Printer *printer, const TriggerList *triggers, bool is_view);
void print_add_policies(Printer *printer, const Table *table);
void print_add_others(Printer *printer);

/* What is printed after the table because its functions need the table. */
typedef struct PrintLater
{
    NameList defaults; /* columns */
    NameList checks; /* constraints */
} PrintLater;

/* print_table.c */
void print_create_table(StrBuf *out, const Schema *schema, const Table *table,
                        const PrintLater *later, const PrintOptions *options);
char *print_table_name(Arena *arena, const Table *table);

/*
 * INHERITS in CREATE TABLE. Else the parents are added later: nothing is only inherited, or a column
 * was added to a parent when the child had its own, and the order of columns matters more.
 */
bool print_is_inheriting(const Schema *schema, const Table *table);

/* print_table_unit.c: false for a partition that the sandbox leaves a table of its own. */
bool print_is_attached(Printer *printer, const Table *table);

/* print_index.c: made ON ONLY the partitioned table. */
bool print_is_only(Printer *printer, const Table *table, const Index *index);

/* True when PostgreSQL makes the index of a partition together with the parent's. */
bool print_index_comes_along(Printer *printer, const Table *table, const Index *index);

/* print_constraint.c: true when the constraint stands inside CREATE TABLE. */
bool print_is_inline(const Table *table, const Constraint *constraint);

#endif
