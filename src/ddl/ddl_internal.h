/*
 * ddl_internal.h - what the files of the statement reader share.
 *
 * ddl.c cuts the input and hands each statement to one function by its node type; each of the other
 * files knows the statements about one kind of object. Everything that outlives the statement is
 * copied into the model's arena.
 */
#ifndef TENFOLD_DDL_DDL_INTERNAL_H
#define TENFOLD_DDL_DDL_INTERNAL_H

#ifndef TENFOLD_SERVER_HEADERS
#error "define TENFOLD_SERVER_HEADERS before including ddl/ddl_internal.h"
#endif

#include "base/strbuf.h"
#include "ddl/ddl.h"
#include "schema/type.h"
#include "schema/uses.h"
#include "sql/nodes.h"
#include "sql/parse.h"
#include "sql/quote.h"
#include "sql/split.h"
#include "sql/token.h"

/* An object that the DROP at hand names. */
typedef struct Doomed Doomed;
struct Doomed
{
    Doomed *next;
    const void *object;
};

typedef struct Reader
{
    Schema *schema;
    Arena *arena; /* the model's */
    Arena *turn; /* released after each statement */
    Arena *maps; /* of the two below */
    const char *file;
    Splitter splitter;
    SplitPart part; /* the statement at hand */
    const char *sql; /* its text, ended by a zero; node locations are offsets into it */
    TokenList tokens; /* its tokens, once somebody asked */
    bool has_tokens;
    size_t first_token; /* 0, or that of the element of CREATE SCHEMA at hand */
    size_t command_first; /* the first token of the ALTER TABLE subcommand at hand */
    uint32_t ordinal;
    NameList search_path; /* without "$user" and pg_catalog */
    const char *search_path_text; /* what Expr.search_path gets */
    NameList outer_search_path; /* that a ROLLBACK goes back to, with its text */
    const char *outer_search_path_text;
    NameList session_search_path; /* behind SET LOCAL, with its text */
    const char *session_search_path_text;
    bool is_path_local; /* SET LOCAL search_path, until the transaction ends */
    const char *default_tablespace;
    const char *default_access_method;
    bool is_latin_said; /* of this input: bytes that are not UTF-8 */
    const char *encoding; /* of the text, by its name for iconv; NULL: UTF-8 */
    Map *constraint_names; /* how often a schema uses a constraint's name */
    Map *prepared; /* the text of PREPARE by name; or NULL */
    Map *routines; /* the routines of a name, see ddl_routine.c */

    NameList newer_not_null; /* columns of NOT NULL constraints, see ddl_newer.c */
    uint32_t statements_before; /* this session: how many the schema had read */
    uint32_t parsed; /* statements that the grammar took */
    uint32_t failed;
    Location failed_location; /* of the first in this input */
    bool in_transaction; /* opened by the input or, around it, by who runs it */
    NameList on_commit_drop; /* temporary tables that end with the transaction at hand */
    bool may_roll_back; /* the input has such a word */
    bool is_undone; /* the transaction at hand ends in ROLLBACK: its statements leave nothing */
    size_t undone_until; /* an offset of the input: what a ROLLBACK TO before it undoes */
    bool is_refused; /* the statement at hand has failed */
    Schema *before; /* the model as it was before the statement; or NULL, see ddl_undo.c */
    size_t copied; /* objects, for such models */
    Doomed *doomed;
    bool is_guarded; /* within a DO block: what fails is told to the one who follows it */
    const char *guarded_error; /* the first of that; or NULL */
    bool has_one_place; /* what is read is no text of the input: all stands where `part` does */
    int64_t now; /* microseconds since 1970, in whole seconds: what now() says in a block */
    bool used_now; /* somebody asked since the block began */
    size_t work; /* how much of blocks and routines may still be looked at */
    uint32_t depth; /* of blocks and routines within each other, at most DDL_DEPTH_MAXIMUM */
    bool has_children; /* some table has a parent */
    uint32_t child_depth; /* of the walk over children of children */
    size_t child_visits; /* of this statement: diamonds of parents would multiply without end */
    uint32_t data_statements;
    Location data_location; /* of the first of them */
} Reader;

/* A relation of any kind; at most one is set. */
typedef struct Relation
{
    Table *table;
    View *view;
    Sequence *sequence;
    Index *index;
    Type *composite;
} Relation;

/* ---- ddl_reader.c: places, messages, texts ---- */

/* The place of a byte of the statement; a negative offset is its start. */
Location ddl_location(Reader *reader, int offset);

/* A Problem at an offset of the statement. */
void ddl_error(Reader *reader, int offset, const char *format, ...) PRINTF_LIKE(3, 4);
void ddl_remark(Reader *reader, int offset, const char *format, ...) PRINTF_LIKE(3, 4);

const TokenList *ddl_tokens(Reader *reader);

/* Copies into the model. */
const char *ddl_keep(Reader *reader, const char *text);

/* The statement's text without comments. */
const char *ddl_statement_text(Reader *reader);

/* "a.b" unquoted, from a List of String nodes, for messages. */
const char *ddl_names_text(Reader *reader, const List *names);

/* What a DefElem says: a word, a number as text, true when it stands alone. */
const char *ddl_def_text(Reader *reader, const DefElem *element);
bool ddl_def_bool(const DefElem *element);
int64_t ddl_def_int(const DefElem *element);

/* WITH (…) and OPTIONS (…): set, replaced or taken away. */
void ddl_options(Reader *reader, OptionList *out, const List *elements);
void ddl_options_reset(Reader *reader, OptionList *out, const List *elements);

/* String nodes as a list of kept names. */
void ddl_name_list(Reader *reader, NameList *out, const List *strings);

/* Copies that can be renamed on their own. The constraint's has no comment. */
NameList ddl_copy_names(Reader *reader, const NameList *names);
Constraint *ddl_copy_constraint(Reader *reader, const Constraint *constraint);

/* A role's name, remembered among the roles; NULL for PUBLIC and the like. */
const char *ddl_role(Reader *reader, const RoleSpec *role);

/* ---- ddl_transaction.c: where transactions begin and end ---- */

void ddl_transaction(Reader *reader, const void *node);

/* Nothing happens when one is open already, or none is. */
void ddl_transaction_begin(Reader *reader);
void ddl_transaction_end(Reader *reader, bool is_commit);

/* Temporary objects end with the connection. */
void ddl_transaction_drop_temporary(Reader *reader);

/* Another input goes on with the transaction at hand: whether it ends in ROLLBACK. */
void ddl_transaction_look_ahead(Reader *reader);

/* ---- ddl_twice.c: what is defined a second time ---- */

/* Where the relation was made; its file is NULL where nobody knows. */
Location ddl_twice_first(Relation relation);

/* The statement's text without white space, in small letters, as a number. */
uint64_t ddl_twice_fingerprint(const char *sql);

/* A table that an input before this session defines in the same words: a remark. */
bool ddl_twice_alike(Reader *reader, const char *space, const char *name);

/* ---- ddl_bound.c: what is wrong with a text before any grammar sees it ---- */

/* A long INSERT: only counted. */
bool ddl_is_bulk_data(const SplitPart *part);

/* Why the statement at hand is not even parsed; or NULL. */
const char *ddl_excess(Reader *reader);

/* The encoding of the statement at hand for iconv; NULL: UTF-8. */
const char *ddl_text_encoding(Reader *reader);

/* The message, or that the input was cut off. */
const char *ddl_truncation(Reader *reader, const char *message);
void ddl_check_copy(Reader *reader);
void ddl_check_end(Reader *reader, const FileText *input, size_t problems_before);

/* ---- ddl_dialect.c ---- */

/* The database that the input seems to be written for; NULL: PostgreSQL, or nobody knows. */
const char *ddl_dialect(Arena *arena, const FileText *input, bool is_mostly_refused,
                        const char **hint);

/* Many refused statements with one cause: it is named where the first of them stands. */
void ddl_check_dialect(Reader *reader, const FileText *input, uint32_t statements);

/* ---- ddl_undo.c: around each statement ---- */

void ddl_undo_open(Reader *reader, const Node *node);

/* Takes back what a refused statement did. */
void ddl_undo_close(Reader *reader);

/* The model as it is, until the statement ends; NULL where that has become too dear. */
Schema *ddl_undo_copy(Reader *reader);
void ddl_undo_restore(Reader *reader, const Schema *copy);

/* ---- ddl_encoding.c ---- */

/* iconv's name of one of PostgreSQL's encodings; NULL for UTF-8 and those that are not converted. */
const char *ddl_encoding(const char *name);

/* The text in UTF-8. */
char *ddl_encoding_convert(Arena *arena, const char *encoding, const char *text, size_t length);

/* ---- ddl_newer.c: the syntax of PostgreSQL 16 to 18 ---- */

/* The statement in the words of PostgreSQL 15; NULL when it has none of the new ones. */
const char *ddl_newer_rewrite(Reader *reader);

/* Parses the statement in older words: ddl_newer_word.c. */
bool ddl_newer_parse(Reader *reader, ParseTree *tree);

/* "SQL of PostgreSQL 17 or later: JSON_TABLE" and its place; NULL when nothing newer is seen. */
const char *ddl_newer_name(Reader *reader, size_t *position);

/* A statement in newer words about roles or data. */
bool ddl_newer_is_no_schema(Reader *reader);

/* Does what was left out. */
void ddl_newer_finish(Reader *reader, const Node *node);

/* ---- ddl_name.c: search_path and names ---- */

void ddl_path_set(Reader *reader, const List *values);
void ddl_path_reset(Reader *reader);

/* True when the relation of this name in this schema is the first along a search_path as text. */
bool ddl_path_means(Reader *reader, const char *path, const char *space, const char *name);

/* One more schema, in the list and in the text. */
void ddl_path_add(Reader *reader, StrBuf *text, const char *name);

/* What SET search_path FROM CURRENT keeps: each name as a literal. */
const char *ddl_path_literals(Reader *reader);

/* Splits "schema.name"; the schema is NULL where it is not written. */
void ddl_split_names(const List *names, const char **space, const char **name);

/* The schema in which a new object of this name is made; made known when it is new. */
const char *ddl_creation_schema(Reader *reader, const char *written);

/* A schema; "public" always exists. */
Namespace *ddl_find_namespace(Reader *reader, const char *name);

/* What exists under the name, in this schema or along the search_path. */
Relation ddl_find_relation(Reader *reader, const char *space, const char *name);
Relation ddl_find_var(Reader *reader, const RangeVar *var);
Relation ddl_find_names(Reader *reader, const List *names);
bool ddl_relation_exists(Relation relation);
Type *ddl_find_type(Reader *reader, const char *space, const char *name);

/* The table, or NULL after a Problem; `missing_ok` makes it silent. */
Table *ddl_need_table(Reader *reader, const RangeVar *var, bool missing_ok);

/* True, with a Problem unless `if_not_exists`, when the name is taken by a relation. */
bool ddl_name_is_taken(Reader *reader, const char *space, const char *name, bool if_not_exists);

/* The schema of an object that is kept whole or comes from an extension. */
const char *ddl_guess_schema(Reader *reader, OtherKind kind, const char *name);

/* Names of constraints, unique within a schema when PostgreSQL chooses them. */
void ddl_constraint_name_add(Reader *reader, const char *space, const char *name);
void ddl_constraint_name_remove(Reader *reader, const char *space, const char *name);
const char *ddl_choose_constraint_name(Reader *reader, const char *space, const char *name1,
                                       const char *name2, const char *label);
const char *ddl_choose_index_name(Reader *reader, const char *space, const char *name1,
                                  const char *name2, const char *label, bool is_constraint);

/* ---- ddl_type_name.c ---- */

/* A type as used; serial types count as their integers. */
TypeName ddl_type_name(Reader *reader, const PgTypeName *node);

/* "int4" for serial and so on; NULL for every other type. */
const char *ddl_serial_type(const PgTypeName *node);

/* ---- ddl_opclass.c ---- */

/* As it must be written under any search_path; NULL for the type's own. */
const char *ddl_opclass(Reader *reader, const List *names);

/* ---- ddl_expr.c ---- */

/* The expression whose text are the tokens [first, end). */
const Expr *ddl_expr(Reader *reader, const void *node, size_t first, size_t end);

/* The same with the text given. */
const Expr *ddl_expr_text(Reader *reader, const void *node, const char *sql);

/* What a tree names. */
void ddl_references(Arena *arena, const void *node, ReferenceList *out);

/* The relation that the text of a regclass names. */
void ddl_relation_literal(Arena *arena, const char *text, ReferenceList *out);

/* The distinct columns of the table that an expression names, in the order of their first use. */
void ddl_expr_columns(Reader *reader, const Expr *expr, const Table *table, NameList *out);

/* False, with a Problem, when an expression without queries names a column that the table lacks. */
bool ddl_expr_columns_exist(Reader *reader, const Expr *expr, const Table *table);

/* ---- ddl_column.c ---- */

/* Adds a column as CREATE TABLE and ADD COLUMN do; its constraints are left to the caller. */
Column *ddl_column_add(Reader *reader, Table *table, const ColumnDef *definition);
void ddl_column_identity(Reader *reader, Table *table, Column *column, IdentityKind kind,
                         const List *options);
bool ddl_column_must_exist(Reader *reader, const Table *table, const char *name, int offset);

/* The value of a DEFAULT or GENERATED constraint, which ends where the next of them begins. */
const Expr *ddl_column_default(Reader *reader, const List *constraints,
                               const CollateClause *collation, const PgConstraint *constraint);

/* As it must be written; NULL for the type's own. */
const char *ddl_collation(Reader *reader, const CollateClause *clause);
const char *ddl_collation_names(Reader *reader, const List *names);

/* True for DEFAULT NULL where it says nothing. */
bool ddl_column_is_plain_null(Reader *reader, const Column *column, const Node *expr);

/* ---- ddl_alter_switch.c, ddl_alter_storage.c: false when the subcommand is none of theirs ---- */

bool ddl_alter_switch(Reader *reader, Table *table, const AlterTableCmd *command);
bool ddl_alter_storage(Reader *reader, Table *table, const AlterTableCmd *command);

/* ---- ddl_constraint.c ---- */

/*
 * Constraints of one statement are made in PostgreSQL's order, because it decides the names: CHECKs,
 * the primary key, other indexes, then foreign keys.
 */
typedef struct PendingConstraint PendingConstraint;
struct PendingConstraint
{
    PendingConstraint *next;
    const PgConstraint *node;
    const char *column; /* of a column constraint; or NULL */
    bool is_deferrable;
    bool is_initially_deferred;
};
LIST_OF(PendingConstraint);

/* Gathers the constraints of a column definition, with the attributes that follow them. */
void ddl_constraint_gather(Reader *reader, PendingConstraintList *out, const List *nodes,
                           const char *column);
void ddl_constraint_make_all(Reader *reader, Table *table, const PendingConstraintList *list,
                             bool is_only);
void ddl_constraint_append(Reader *reader, Table *table, Constraint *constraint);
void ddl_constraint_remove(Reader *reader, Table *table, Constraint *constraint);
const Expr *ddl_constraint_check_expr(Reader *reader, const PgConstraint *node);
Constraint *ddl_constraint_new(Reader *reader, const PendingConstraint *pending,
                               ConstraintKind kind);

/* False, with a Problem: a name that is taken, columns that are not there. */
bool ddl_constraint_name_is_free(Reader *reader, const Table *table,
                                 const PendingConstraint *pending);
bool ddl_constraint_key_columns(Reader *reader, const Table *table,
                                const PendingConstraint *pending, const List *keys, NameList *out);

/* ---- ddl_foreign_key.c ---- */

void ddl_constraint_make_foreign_key(Reader *reader, Table *table, const PendingConstraint *pending,
                                     bool is_only);

/* ---- ddl_index.c ---- */

void ddl_index_create(Reader *reader, const void *node);

/* A unique index must hold the partition key, or rows of two partitions may be equal. */
bool ddl_index_holds_partition_key(Reader *reader, const Table *table, const Index *index);

/* The elements of an index, key or exclusion list that opens at a parenthesis. */
void ddl_index_elements(Reader *reader, IndexElementList *out, const List *params, size_t open);
IndexElement *ddl_index_column(Reader *reader, IndexElementList *out, const char *column);

/* The words of its default name. */
char *ddl_index_columns_text(Reader *reader, const IndexElementList *elements,
                             const NameList *include, const List *params);
void ddl_index_add(Reader *reader, Table *table, Index *index);
Index *ddl_index_copy(Reader *reader, const Index *index, const Table *table);

/* An index like the parent's on a partition, named as PostgreSQL names it, with its constraint. */
void ddl_index_clone(Reader *reader, Table *partition, const Index *parent);
bool ddl_index_same(const Index *left, const Index *right);

/* ---- ddl_inherit.c ---- */

/* ADD COLUMN reaches a child. */
void ddl_inherit_column(Reader *reader, Table *child, const Column *from);

/* The default of a column whose parents disagree, until the child says which. */
extern const Expr ddl_inherit_conflict;

/* Two CHECKs that say the same. */
bool ddl_inherit_same_check(const Constraint *left, const Constraint *right);

/* How a table came to its parent. */
typedef enum InheritKind
{
    INHERIT_CREATED, /* CREATE TABLE … INHERITS */
    INHERIT_ADDED, /* ALTER TABLE … INHERIT */
    INHERIT_PARTITION,
    INHERIT_ATTACHED
} InheritKind;

/* False, and an error, when the parent is the child or descends from it. */
bool ddl_inherit(Reader *reader, Table *child, Table *parent, InheritKind kind);
void ddl_partition_finish(Reader *reader, Table *partition, Table *parent);
void ddl_partition_attach(Reader *reader, Table *parent, const PartitionCmd *command);
void ddl_partition_detach(Reader *reader, Table *parent, const PartitionCmd *command);
const char *ddl_partition_bound(Reader *reader, const PartitionBoundSpec *bound);

/* True when two bounds of one table surely meet. */
bool ddl_overlap(Reader *reader, PartitionStrategy strategy, const char *left, const char *right);

/* Why a bound cannot be one of the table; or NULL. */
const char *ddl_overlap_misfit(Reader *reader, PartitionStrategy strategy, const char *bound);

/* A Problem when the bound does not fit the table or meets that of another partition. */
bool ddl_partition_is_free(Reader *reader, const Table *parent, const Table *partition,
                           const char *bound);
void ddl_uninherit(Reader *reader, Table *child, const RangeVar *parent);

/* Calls a function for each table that has this one as parent. */
typedef void (*ChildVisit)(Reader *reader, Table *child, void *context);
void ddl_each_child(Reader *reader, const Table *parent, ChildVisit visit, void *context);

/* ---- one or two functions for each statement ---- */

void ddl_table_create(Reader *reader, const void *node);
void ddl_table_create_foreign(Reader *reader, const void *node);
void ddl_table_prepare(Reader *reader, const void *node);
void ddl_table_select_into(Reader *reader, const SelectStmt *statement);
void ddl_table_create_as(Reader *reader, const void *node);
void ddl_table_like(Reader *reader, Table *table, const TableLikeClause *clause);
void ddl_table_like_finish(Reader *reader, Table *table, const TableLikeClause *clause);
void ddl_alter_table(Reader *reader, const void *node);
void ddl_alter_column(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only);
bool ddl_alter_is_column(AlterTableType subtype);
bool ddl_alter_is_allowed(Reader *reader, Table *table, const Column *column,
                          const AlterTableCmd *command, bool is_only);
void ddl_alter_view(Reader *reader, View *view, const AlterTableStmt *statement);
void ddl_alter_index(Reader *reader, Index *index, const AlterTableStmt *statement);
void ddl_alter_composite(Reader *reader, Type *type, const AlterTableStmt *statement);

Sequence *ddl_sequence_new(Reader *reader, const char *space, const char *name,
                           const char *integer_type);
void ddl_sequence_options(Reader *reader, Sequence *sequence, const List *options);
void ddl_sequence_create(Reader *reader, const void *node);
void ddl_sequence_alter(Reader *reader, const void *node);
void ddl_sequence_own(Reader *reader, Sequence *sequence, Table *table, Column *column);

/* The first that a column owns, or any of the table when that is NULL; with `before` the next. */
Sequence *ddl_sequence_owned(Reader *reader, const Sequence *before, const Table *table,
                             const char *column);

void ddl_view_rename_column(Reader *reader, View *view, const char *old, const char *new);
void ddl_view_create(Reader *reader, const void *node);
void ddl_view_refresh(Reader *reader, const void *node);
void ddl_view_create_materialized(Reader *reader, const CreateTableAsStmt *statement);

void ddl_routine_create(Reader *reader, const void *node);
void ddl_routine_alter(Reader *reader, const void *node);
Routine *ddl_routine_find(Reader *reader, const ObjectWithArgs *object);
bool ddl_routine_is_input(const Argument *argument);
bool ddl_routine_same_type(const TypeName *left, const TypeName *right);

/* False, with a Problem; `old` has the same name and inputs, or is NULL. */
bool ddl_routine_may_create(Reader *reader, const CreateFunctionStmt *statement, const Routine *old,
                            const Routine *new);

/* The same, with a Problem when it is a procedure and a function is meant, or the other way. */
Routine *ddl_routine_find_as(Reader *reader, ObjectType kind, const ObjectWithArgs *object);

/* False, with a Problem, when another one would have the same name and inputs. */
bool ddl_routine_name_is_free(Reader *reader, const Routine *routine, const char *space,
                              const char *name);
Routine *ddl_routine_named(Reader *reader, const char *space, const char *name);
void ddl_routine_register(Reader *reader, Routine *routine);
void ddl_routine_unregister(Reader *reader, Routine *routine);

/* True when another routine has its name. */
bool ddl_routine_is_overloaded(Reader *reader, const Routine *routine);

/* A type that is not there yet, or one that must be; NULL after a Problem. */
Type *ddl_type_new(Reader *reader, const List *names, TypeKind kind);
Type *ddl_type_need(Reader *reader, const List *names);

/* Typed tables stand in the way of changes to their type, unless it is CASCADE. */
bool ddl_composite_is_free(Reader *reader, const Type *type, bool is_cascade);
bool ddl_composite_rename(Reader *reader, Type *type, const RenameStmt *statement);
void ddl_rename_column(Reader *reader, Table *table, const char *old, const char *new);

/* The multirange keeps its name when the range gets another one; it can be renamed on its own. */
void ddl_range_keep_multirange(Reader *reader, Type *range);
bool ddl_range_rename_multirange(Reader *reader, const char *space, const char *name,
                                 const char *new_name);

void ddl_type_create_enum(Reader *reader, const void *node);
void ddl_type_alter_enum(Reader *reader, const void *node);
void ddl_type_create_composite(Reader *reader, const void *node);
void ddl_type_create_range(Reader *reader, const void *node);
void ddl_domain_create(Reader *reader, const void *node);
void ddl_domain_alter(Reader *reader, const void *node);
void ddl_define(Reader *reader, const void *node);

void ddl_trigger_create(Reader *reader, const void *node);
void ddl_trigger_clone_all(Reader *reader, const Table *parent, Table *partition);
void ddl_trigger_rename(Reader *reader, Table *table, TriggerList *list, Trigger *trigger,
                        const char *new_name);
Trigger *ddl_trigger_find(TriggerList *list, const char *name);
void ddl_policy_create(Reader *reader, const void *node);
void ddl_policy_alter(Reader *reader, const void *node);

void ddl_comment(Reader *reader, const void *node);
void ddl_rename(Reader *reader, const void *node);

bool ddl_schema_rename(Reader *reader, const RenameStmt *statement);

/* A schema's name within a path, and before a dot or after SCHEMA in a statement. */
const char *ddl_path_rename(Reader *reader, const char *path, const char *old, const char *new);
const char *ddl_rename_schema_in(Reader *reader, const char *sql, const char *old, const char *new);
void ddl_set_schema(Reader *reader, const void *node);
void ddl_owner(Reader *reader, const void *node);
void ddl_drop(Reader *reader, const void *node);
void ddl_drop_table(Reader *reader, Table *table, bool is_cascade);
void ddl_drop_column(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only);
void ddl_drop_constraint(Reader *reader, Table *table, const AlterTableCmd *command, bool is_only);
void ddl_drop_index(Reader *reader, Index *index);
void ddl_drop_trigger(Reader *reader, Table *table, Trigger *trigger);
void ddl_drop_sequence(Reader *reader, Sequence *sequence, bool is_cascade);

/* ---- ddl_rewrite.c: expressions follow a rename ---- */

struct EditName;

/* Every expression of the model, and the type names for a type. */
void ddl_rewrite(Reader *reader, const struct EditName *name);

/* One word of a statement that is kept whole. */
const char *ddl_rewrite_word(Reader *reader, const char *sql, const char *old, const char *new);

/* What uses a collation follows its name, or is dropped with it. */
void ddl_rewrite_collation(Reader *reader, const Other *collation, const char *space,
                           const char *name);
bool ddl_collation_is_free(Reader *reader, const Other *collation, bool is_cascade);

/* To be called before the columns of a table change: "*" in views means those of now. */
void ddl_rewrite_stars(Reader *reader, const Table *table);

/* ---- ddl_grant.c ---- */

void ddl_grant(Reader *reader, const void *node);
void ddl_grant_default(Reader *reader, const void *node);

/* What ALTER DEFAULT PRIVILEGES gave to objects ('r', 'S', 'f', 'T', 'n') that are made now. */
void ddl_grant_new(Reader *reader, char objects, const char *space, GrantList *out);

/* Default privileges within a schema go with it. */
void ddl_grant_forget_schema(Reader *reader, const char *space);

/* A new owner has what the old one had. To be called before `owner` is written. */
void ddl_grant_owner(Reader *reader, GrantList *list, const char *owner, const char *new_owner);

/* Privileges on a column follow its name, or go with it when that is NULL. */
void ddl_grant_column(GrantList *list, const char *column, const char *new_name);

void ddl_schema_create(Reader *reader, const void *node);
void ddl_extension_create(Reader *reader, const void *node);
void ddl_cluster(Reader *reader, const void *node);
void ddl_variable_set(Reader *reader, const void *node);
void ddl_discard(Reader *reader, const void *node);

/* Settings at the beginning and at the end of a transaction. */
void ddl_set_begin(Reader *reader);
void ddl_set_end(Reader *reader, bool is_commit);
void ddl_do(Reader *reader, const void *node);
void ddl_select(Reader *reader, const void *node);

/* Keeps the statement whole. */
Other *ddl_other_find(Reader *reader, OtherKind kind, const char *name);
Other *ddl_other_add(Reader *reader, OtherKind kind, const char *space, const char *name);
void ddl_other(Reader *reader, const void *node);
void ddl_other_define(Reader *reader, const DefineStmt *statement);

/* Names of the model that are looked up, made anew: ddl.c. */
void ddl_index_model(Reader *reader);

/* Follows a routine of the input that is called; false when it is not one. */
bool ddl_call(Reader *reader, const SelectStmt *select, const FuncCall *call);

/* The handler of each statement: ddl.c. */
void ddl_apply(Reader *reader, const Node *node);

/* Reads another text as the statement at hand; false, with a guarded error, when it does not parse. */
bool ddl_apply_text(Reader *reader, const char *sql);

#endif
