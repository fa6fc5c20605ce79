/*
 * schema.h - the model of a PostgreSQL schema: what the catalogs hold after the statements ran.
 *
 * Two readers fill it: ddl.h from statements (no server) and live/catalog.h from a server. They
 * must agree. print.h writes it as DDL again; change.h and apply.h alter it.
 *
 * Names are stored as PostgreSQL stores them (case folded, unquoted); quoting happens in print.
 * Every object knows where it came from, and the ordinal of the statement that made it.
 */
#ifndef TENFOLD_SCHEMA_SCHEMA_H
#define TENFOLD_SCHEMA_SCHEMA_H

#include "base/arena.h"
#include "base/list.h"
#include "base/location.h"
#include "base/map.h"

/* A name in a list: columns of a key, roles of a policy. */
typedef struct Name Name;
struct Name
{
    Name *next;
    const char *text;
};
LIST_OF(Name);

/* "key=value" of WITH (…): storage parameters, view options, foreign table options. */
typedef struct Option Option;
struct Option
{
    Option *next;
    const char *name;
    const char *value; /* NULL where the option stands alone */
};
LIST_OF(Option);

/* Privileges, a bit each. */
enum
{
    PRIVILEGE_SELECT = 1u << 0,
    PRIVILEGE_INSERT = 1u << 1,
    PRIVILEGE_UPDATE = 1u << 2,
    PRIVILEGE_DELETE = 1u << 3,
    PRIVILEGE_TRUNCATE = 1u << 4,
    PRIVILEGE_REFERENCES = 1u << 5,
    PRIVILEGE_TRIGGER = 1u << 6,
    PRIVILEGE_EXECUTE = 1u << 7,
    PRIVILEGE_USAGE = 1u << 8,
    PRIVILEGE_CREATE = 1u << 9
};

/* What a role was given on an object, and what was taken from that which it has by default. */
typedef struct Grant Grant;
struct Grant
{
    Grant *next;
    const char *column; /* of a table or view; NULL: the whole object */
    const char *role; /* NULL: PUBLIC, or whoever ran the statement */
    bool is_current_user;
    uint32_t granted;
    uint32_t grantable; /* those of them WITH GRANT OPTION */
    uint32_t revoked;
};
LIST_OF(Grant);

/* ALTER DEFAULT PRIVILEGES: what objects made later will have. */
typedef struct DefaultPrivileges DefaultPrivileges;
struct DefaultPrivileges
{
    DefaultPrivileges *next;
    const char *role; /* FOR ROLE; NULL: whoever ran the statement */
    const char *schema; /* IN SCHEMA; or NULL */
    char objects; /* as in pg_default_acl: 'r' tables, 'S' sequences, 'f' routines, 'T', 'n' */
    GrantList grants;
    Location location;
    uint32_t ordinal;
};
LIST_OF(DefaultPrivileges);

typedef enum ReferenceKind
{
    REFERENCE_COLUMN,
    REFERENCE_FUNCTION,
    REFERENCE_TYPE,
    REFERENCE_RELATION, /* a table, view or sequence, also as the literal of nextval('…') */
    REFERENCE_OPERATOR /* only of named, schema-qualified operators */
} ReferenceKind;

/* What an expression or query names. The schema is NULL where it was not written. */
typedef struct Reference Reference;
struct Reference
{
    Reference *next;
    ReferenceKind kind;
    const char *schema; /* of a function, type, relation */
    const char *qualifier; /* of a column: the alias or table before the dot; or NULL */
    const char *name;
};
LIST_OF(Reference);

/* SQL that we keep as text: a default, a CHECK, an index expression, the query of a view. */
typedef struct Expr
{
    const char *sql; /* as written, without comments; from a server, as pg_get_expr prints */
    const char *search_path; /* in force where it was written: 'app, "Old", public', names quoted as
                                SQL needs it; NULL or "": names are qualified or pg_catalog's */
    ReferenceList references;
} Expr;

/* A type as used by a column or argument. */
typedef struct TypeName
{
    const char *schema; /* NULL for pg_catalog */
    const char *name; /* the catalog's name: int4, varchar, timestamptz, bpchar, citext, mood */
    const char *modifiers; /* "255" or "10,2"; of an interval "3", "year to month" or
                              "day to second(3)"; NULL without */
    uint32_t dimensions; /* of an array; 0 otherwise (PostgreSQL keeps them only as written) */
    const char *text; /* as format_type() prints: "character varying(255)", "integer[]" */
} TypeName;

typedef struct Table Table;
typedef struct Index Index;
typedef struct Constraint Constraint;
typedef struct Sequence Sequence;

typedef enum IdentityKind
{
    IDENTITY_NONE,
    IDENTITY_ALWAYS,
    IDENTITY_BY_DEFAULT
} IdentityKind;

typedef struct Column Column;
struct Column
{
    Column *next;
    const char *name;
    TypeName type;
    bool is_not_null; /* also when a primary key or identity says so */
    bool is_inherited; /* comes from a parent and is not declared here as well */
    const Expr *default_expr; /* DEFAULT; NULL for none */
    const Expr *generated_expr; /* GENERATED ALWAYS AS (…) STORED; NULL for none */
    IdentityKind identity;
    Sequence *sequence; /* of identity or serial: the sequence owned by this column; or NULL */
    const char *collation; /* when not the type's own; quoted as needed */
    const char *storage; /* "plain", "external", "extended", "main" when set by hand; or NULL */
    const char *compression; /* "pglz", "lz4"; or NULL */
    int32_t statistics_target; /* -1: default */
    OptionList options; /* n_distinct … */
    const char *comment;
    Location location;
};
LIST_OF(Column);

typedef enum ConstraintKind
{
    CONSTRAINT_PRIMARY_KEY,
    CONSTRAINT_UNIQUE,
    CONSTRAINT_FOREIGN_KEY,
    CONSTRAINT_CHECK,
    CONSTRAINT_EXCLUDE
} ConstraintKind;

typedef enum ReferentialAction
{
    ACTION_NO_ACTION,
    ACTION_RESTRICT,
    ACTION_CASCADE,
    ACTION_SET_NULL,
    ACTION_SET_DEFAULT
} ReferentialAction;

typedef enum MatchKind
{
    MATCH_SIMPLE,
    MATCH_FULL
} MatchKind;

struct Constraint
{
    Constraint *next;
    ConstraintKind kind;
    const char *name; /* the readers fill in PostgreSQL's own choice where none was written */
    Table *table;
    NameList columns; /* of PRIMARY KEY, UNIQUE, FOREIGN KEY, in order */
    Index *index; /* that backs PRIMARY KEY, UNIQUE, EXCLUDE; owned by table->indexes */
    const Expr *check; /* CHECK: the condition without its outer parentheses */
    bool is_no_inherit; /* CHECK … NO INHERIT */
    bool is_inherited; /* comes from a parent table or partitioned parent */
    bool is_deferrable;
    bool is_initially_deferred;
    bool is_not_valid;
    const char *ref_schema; /* FOREIGN KEY: the table pointed to (may be missing from the model) */
    const char *ref_table;
    NameList ref_columns; /* filled in also where the statement left them out */
    ReferentialAction on_delete;
    ReferentialAction on_update;
    NameList on_delete_columns; /* ON DELETE SET NULL (a, b) */
    MatchKind match;
    const char *comment;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Constraint);

/* One key column of an index or partition key, or one element of an exclusion constraint. */
typedef struct IndexElement IndexElement;
struct IndexElement
{
    IndexElement *next;
    const char *column; /* a plain column; or NULL */
    const char *name; /* of the column when the index was made, if that has changed; or NULL */
    const Expr *expr; /* an expression, with the parentheses it needs; or NULL */
    const char *collation; /* as written (qualified, quoted); or NULL */
    const char *opclass; /* as written; or NULL for the type's default */
    OptionList opclass_options;
    bool is_descending;
    bool is_nulls_first; /* in effect: DESC implies it unless NULLS LAST is written */
    int32_t statistics_target; /* of an expression, when set by hand; or 0 */
    const char *exclude_operator; /* EXCLUDE: as written; or NULL */
};
LIST_OF(IndexElement);

struct Index
{
    Index *next;
    const char *schema; /* always its table's */
    const char *name;
    const char *table_schema; /* a table or materialised view */
    const char *table_name;
    const char *method; /* "btree", "gin", … */
    bool is_unique;
    bool is_nulls_not_distinct;
    bool is_primary;
    bool is_invalid; /* live: a CREATE INDEX CONCURRENTLY that failed */
    bool is_replica_identity;
    bool is_clustered;
    bool is_on_only; /* ON ONLY parent: its partitions are attached one by one */
    IndexElementList elements;
    NameList include;
    const Expr *predicate; /* WHERE …; or NULL */
    OptionList options;
    const char *tablespace;
    Constraint *constraint; /* that this index backs; or NULL */
    const char *parent_schema; /* ATTACHed to this index of the partitioned parent; or NULL */
    const char *parent_name;
    const char *comment;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Index);

typedef enum TableKind
{
    TABLE_PLAIN,
    TABLE_PARTITIONED,
    TABLE_FOREIGN
} TableKind;

typedef enum Persistence
{
    PERSISTENCE_LOGGED,
    PERSISTENCE_UNLOGGED,
    PERSISTENCE_TEMPORARY
} Persistence;

typedef enum PartitionStrategy
{
    PARTITION_RANGE,
    PARTITION_LIST,
    PARTITION_HASH
} PartitionStrategy;

typedef struct PartitionKey
{
    PartitionStrategy strategy;
    IndexElementList elements;
} PartitionKey;

typedef enum ReplicaIdentity
{
    REPLICA_IDENTITY_DEFAULT,
    REPLICA_IDENTITY_FULL,
    REPLICA_IDENTITY_NOTHING,
    REPLICA_IDENTITY_INDEX
} ReplicaIdentity;

/* A parent table of INHERITS or of a partition. */
typedef struct TableParent TableParent;
struct TableParent
{
    TableParent *next;
    const char *schema;
    const char *name;
};
LIST_OF(TableParent);

typedef struct Trigger Trigger;
struct Trigger
{
    Trigger *next;
    const char *name;
    const char *table_schema; /* a table or view */
    const char *table_name;
    const char *timing; /* "BEFORE", "AFTER", "INSTEAD OF" */
    bool on_insert;
    bool on_update;
    bool on_delete;
    bool on_truncate;
    NameList update_columns;
    bool is_for_each_row;
    bool is_constraint;
    bool is_deferrable;
    bool is_initially_deferred;
    const char *from_schema; /* CREATE CONSTRAINT TRIGGER … FROM */
    const char *from_table;
    const char *old_table; /* transition tables; or NULL */
    const char *new_table;
    const Expr *when;
    const char *function_schema;
    const char *function_name;
    NameList arguments; /* literals without quotes */
    char enabled; /* 'O' origin, 'D' disabled, 'R' replica, 'A' always */
    bool is_inherited; /* made by that of the partitioned parent */
    const char *comment;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Trigger);

typedef struct Policy Policy;
struct Policy
{
    Policy *next;
    const char *name;
    const char *table_schema;
    const char *table_name;
    bool is_permissive;
    const char *command; /* "ALL", "SELECT", "INSERT", "UPDATE", "DELETE" */
    NameList roles; /* "public" for everybody */
    const Expr *using_expr;
    const Expr *check_expr;
    const char *comment;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Policy);

struct Table
{
    Table *next;
    const char *schema;
    const char *name;
    TableKind kind;
    Persistence persistence;
    ColumnList columns;
    ConstraintList constraints;
    IndexList indexes; /* also those that back constraints */
    TriggerList triggers;
    PolicyList policies;
    TableParentList inherits; /* INHERITS (…) */
    TableParent *partition_of; /* or NULL */
    const char *partition_bound; /* "FOR VALUES FROM ('…') TO ('…')" or "DEFAULT" */
    PartitionKey *partition_key; /* of TABLE_PARTITIONED */
    OptionList options;
    const char *access_method; /* when not heap */
    const char *tablespace;
    const char *foreign_server; /* of TABLE_FOREIGN */
    const char *of_type_schema; /* OF composite type; or NULL */
    const char *of_type_name;
    bool has_row_security;
    bool has_forced_row_security;
    ReplicaIdentity replica_identity;
    const char *owner;
    GrantList grants;
    const char *comment;
    Location location;
    uint32_t ordinal;
    uint32_t touched; /* for uses.c alone */
    const Table
        *made_like; /* no table of the user's: a partition that a larger database has, made by
                               scale/ after this one; else NULL */
    uint64_t fingerprint; /* of the statement that made it: the same text, the same number; or 0 */
};
LIST_OF(Table);

/* A view or materialised view. */
typedef struct View View;
struct View
{
    View *next;
    const char *schema;
    const char *name;
    bool is_materialized;
    bool is_recursive;
    Persistence persistence;
    NameList column_names; /* CREATE VIEW v (a, b); may be empty */
    ColumnList columns; /* filled by the live reader; empty offline */
    const Expr *query;
    OptionList options; /* security_barrier, check_option … */
    bool is_populated; /* materialised: WITH DATA */
    const char *access_method;
    const char *tablespace;
    IndexList indexes; /* of a materialised view */
    TriggerList triggers; /* INSTEAD OF */
    OptionList column_comments; /* name = column, value = comment */
    OptionList column_defaults; /* ALTER VIEW … SET DEFAULT */
    const char *owner;
    GrantList grants;
    const char *comment;
    Location location;
    uint32_t ordinal;
    uint32_t touched; /* for uses.c alone */
};
LIST_OF(View);

struct Sequence
{
    Sequence *next;
    const char *schema;
    const char *name;
    TypeName type; /* smallint, integer, bigint */
    Persistence persistence;
    int64_t start;
    int64_t increment;
    int64_t minimum;
    int64_t maximum;
    int64_t cache;
    bool is_cycling;
    bool is_identity; /* made by GENERATED … AS IDENTITY */
    const char *owned_by_schema; /* OWNED BY table.column; or NULL */
    const char *owned_by_table;
    const char *owned_by_column;
    int64_t last_value; /* live or setval(); 0 when unknown */
    const char *owner;
    GrantList grants;
    const char *comment;
    Location location;
    uint32_t ordinal;
    uint32_t touched; /* for uses.c alone */
};
LIST_OF(Sequence);

typedef enum TypeKind
{
    TYPE_ENUM,
    TYPE_DOMAIN,
    TYPE_COMPOSITE,
    TYPE_RANGE,
    TYPE_SHELL,
    TYPE_BASE /* CREATE TYPE with input and output functions: needs C; kept, not loaded */
} TypeKind;

typedef struct Type Type;
struct Type
{
    Type *next;
    const char *schema;
    const char *name;
    TypeKind kind;
    NameList labels; /* of an enum, in order */
    TypeName base; /* of a domain */
    bool is_not_null; /* domain */
    const Expr *default_expr; /* domain */
    const char *collation; /* domain */
    ConstraintList constraints; /* domain: CHECKs */
    ColumnList columns; /* of a composite */
    OptionList options; /* of a range or base type: subtype = …, as written */
    const char *owner;
    GrantList grants;
    const char *comment;
    Location location;
    uint32_t ordinal;
    uint32_t touched; /* for uses.c alone */
};
LIST_OF(Type);

typedef enum RoutineKind
{
    ROUTINE_FUNCTION,
    ROUTINE_PROCEDURE
} RoutineKind;

typedef struct Argument Argument;
struct Argument
{
    Argument *next;
    const char *name; /* or NULL */
    const char *mode; /* "IN", "OUT", "INOUT", "VARIADIC", "TABLE" */
    TypeName type;
    const Expr *default_expr;
};
LIST_OF(Argument);

/* A function or procedure. The body is text: nothing of it is ever run. */
typedef struct Routine Routine;
struct Routine
{
    Routine *next;
    const char *schema;
    const char *name;
    RoutineKind kind;
    ArgumentList arguments;
    TypeName returns; /* name is NULL where OUT or TABLE arguments say it, and for procedures */
    bool returns_set;
    const char *language;
    const char *body; /* AS '…'; NULL when sql_body is set */
    const char *link_symbol; /* LANGUAGE C: the second string of AS; or NULL */
    const Expr *sql_body; /* BEGIN ATOMIC … END or RETURN …; or NULL */
    char volatility; /* 'i', 's', 'v' */
    bool is_strict;
    bool is_security_definer;
    bool is_leakproof;
    bool is_window;
    char parallel; /* 's', 'r', 'u' */
    const char *cost; /* as written; or NULL */
    const char *rows;
    const char *support;
    NameList transforms;
    OptionList settings; /* SET search_path = …; the value is SQL as it must be written */
    const char *owner;
    GrantList grants;
    const char *comment;
    Location location;
    uint32_t ordinal;
    uint32_t touched; /* for uses.c alone */
};
LIST_OF(Routine);

typedef struct Extension Extension;
struct Extension
{
    Extension *next;
    const char *name;
    const char *schema; /* or NULL */
    const char *version; /* or NULL */
    const char *comment;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Extension);

typedef struct Namespace Namespace;
struct Namespace
{
    Namespace *next;
    const char *name;
    const char *owner;
    GrantList grants;
    const char *comment;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Namespace);

/*
 * Objects that we keep whole, as one checked statement: aggregates, operators, casts, collations,
 * text search, rewrite rules, extended statistics, publications, foreign servers, event triggers,
 * grants on any of these.
 */
typedef enum OtherKind
{
    OTHER_AGGREGATE,
    OTHER_OPERATOR,
    OTHER_OPERATOR_CLASS,
    OTHER_CAST,
    OTHER_COLLATION,
    OTHER_CONVERSION,
    OTHER_TEXT_SEARCH,
    OTHER_RULE,
    OTHER_STATISTICS,
    OTHER_PUBLICATION,
    OTHER_FOREIGN, /* wrapper, server, user mapping */
    OTHER_EVENT_TRIGGER, /* never loaded */
    OTHER_LANGUAGE,
    OTHER_GRANT, /* on an object of this kind, or of an extension */
    OTHER_COMMENT, /* on an object of this kind */
    OTHER_OWNER, /* ALTER … OWNER TO of an object of this kind */
    OTHER_MISCELLANEOUS
} OtherKind;

/* A statement that changed such an object, or says something of it. */
typedef struct OtherChange OtherChange;
struct OtherChange
{
    OtherChange *next;
    OtherKind kind; /* OTHER_COMMENT, OTHER_OWNER, OTHER_GRANT or OTHER_MISCELLANEOUS */
    const char *sql;
    const char *search_path;
};
LIST_OF(OtherChange);

typedef struct PublicationTable PublicationTable;
struct PublicationTable
{
    PublicationTable *next;
    const char *schema;
    const char *name;
    NameList columns; /* empty: all */
    const Expr *where;
};
LIST_OF(PublicationTable);

typedef struct Publication
{
    bool is_all_tables;
    PublicationTableList tables;
    NameList schemas; /* FOR TABLES IN SCHEMA */
    OptionList options;
} Publication;

typedef struct Other Other;
struct Other
{
    Other *next;
    OtherKind kind;
    const char *schema; /* where it has one */
    const char *name;
    const char *about; /* what else tells it apart: arguments, access method, table; or NULL */
    OtherChangeList changes; /* to be carried out after `sql`, in order */
    Publication *publication; /* of OTHER_PUBLICATION: `sql` says the same */
    const char *sql; /* the statement, without comments and without ';' */
    const char *search_path; /* as in Expr */
    ReferenceList references;
    Location location;
    uint32_t ordinal;
};
LIST_OF(Other);

/* What the reader could not use, in the order of the input. */
typedef struct Problem Problem;
struct Problem
{
    Problem *next;
    bool is_error; /* false: a remark (skipped data, an ignored SET) */
    const char *message; /* "syntax error at or near \"…\"" */
    const char *hint; /* or NULL */
    Location location;
};
LIST_OF(Problem);

typedef struct Schema
{
    Arena *arena; /* owns everything below */
    NamespaceList namespaces;
    ExtensionList extensions;
    TypeList types;
    SequenceList sequences;
    TableList tables;
    ViewList views;
    RoutineList routines;
    OtherList others;
    DefaultPrivilegesList default_privileges;
    NameList roles; /* every role that the input names */
    ProblemList problems;
    uint32_t server_version; /* PG_VERSION_NUM of the server read from or of the dump; 0: unknown */
    uint32_t statements; /* how many were read */
    Map *by_name; /* filled by schema_add_*; the key is in schema.c */
    struct Uses *uses; /* which objects name a name, see uses.h; NULL: nobody keeps it */
} Schema;

/* An empty schema whose objects live in `arena`. */
Schema *schema_new(Arena *arena);

/* Put an object into its list and make it findable. Names must be set before. */
void schema_add_table(Schema *schema, Table *table);
void schema_add_view(Schema *schema, View *view);
void schema_add_sequence(Schema *schema, Sequence *sequence);
void schema_add_type(Schema *schema, Type *type);
void schema_add_namespace(Schema *schema, Namespace *space);

/* The same for an index, which lives in its table's or materialised view's list. */
void schema_add_index(Schema *schema, IndexList *list, Index *index);

/*
 * The same schema with more tables, in front of its own: objects are shared, and found by their names in
 * both. `schema` must outlive it.
 */
Schema *schema_with_tables(Arena *arena, const Schema *schema, const TableList *tables);

/* Take an object out again; what depends on it is the caller's concern. */
void schema_remove_table(Schema *schema, Table *table);
void schema_remove_view(Schema *schema, View *view);
void schema_remove_sequence(Schema *schema, Sequence *sequence);
void schema_remove_type(Schema *schema, Type *type);
void schema_remove_namespace(Schema *schema, Namespace *space);
void schema_remove_index(Schema *schema, IndexList *list, Index *index);

/*
 * Change the name and keep the object findable. What names a table by its name follows: its indexes,
 * triggers, policies and sequences, foreign keys to it, children and partitions.
 */
void schema_rename_table(Schema *schema, Table *table, const char *new_schema,
                         const char *new_name);
void schema_rename_view(Schema *schema, View *view, const char *new_schema, const char *new_name);
void schema_rename_sequence(Schema *schema, Sequence *sequence, const char *new_schema,
                            const char *new_name);
void schema_rename_type(Schema *schema, Type *type, const char *new_schema, const char *new_name);
void schema_rename_index(Schema *schema, Index *index, const char *new_name);

/* True when a table, view, sequence, index or composite type has the name: they share one space. */
bool schema_has_relation(const Schema *schema, const char *namespace_name, const char *name);

/* NULL when there is none. */
Table *schema_find_table(const Schema *schema, const char *namespace_name, const char *name);
View *schema_find_view(const Schema *schema, const char *namespace_name, const char *name);
Sequence *schema_find_sequence(const Schema *schema, const char *namespace_name, const char *name);
Type *schema_find_type(const Schema *schema, const char *namespace_name, const char *name);
Index *schema_find_index(const Schema *schema, const char *namespace_name, const char *name);
Namespace *schema_find_namespace(const Schema *schema, const char *name);

/* A copy that can be changed while the original stays: every struct and list is new, texts are shared. */
Schema *schema_copy(Arena *arena, const Schema *schema);

/* Adds a problem at a place. */
void schema_problem(Schema *schema, bool is_error, Location location, const char *message,
                    const char *hint);

Column *table_find_column(const Table *table, const char *name);
Constraint *table_find_constraint(const Table *table, const char *name);
Constraint *table_primary_key(const Table *table);

/* The position of a column from 1, or 0. */
size_t table_column_position(const Table *table, const char *name);

/* Name lists. */
void name_list_add(Arena *arena, NameList *list, const char *text);
bool name_list_contains(const NameList *list, const char *text);
bool name_list_equal(const NameList *left, const NameList *right);

/* "a, b": unquoted, for messages. */
char *name_list_text(Arena *arena, const NameList *list);

/* "name1_name2_label", shortened as PostgreSQL does to 63 bytes; name2 and label may be NULL. */
char *name_make(Arena *arena, const char *name1, const char *name2, const char *label);

/*
 * PostgreSQL's choice for an index or sequence without a name: name_make() with label, label1,
 * label2 … until no relation of that schema has it.
 */
char *name_choose_relation(Arena *arena, const Schema *schema, const char *namespace_name,
                           const char *name1, const char *name2, const char *label);

/* Column names as they stand in such a name: joined by "_", cut where PostgreSQL stops. */
char *name_join_columns(Arena *arena, const NameList *columns);

/* "schema.table", or "table" alone when the schema is public: for people. */
char *table_label(Arena *arena, const Table *table);

#endif
