/* SPDX-License-Identifier: PostgreSQL */
/*
 * Shared by the files of change/resolve: the parsed plan, the resolver's state, and how a finding gets its place.
 */
#ifndef CHANGE_RESOLVE_INTERNAL_H
#define CHANGE_RESOLVE_INTERNAL_H

#include "change/resolve.h"

typedef struct ParsedChange
{
    const PlanChange *source;
    DdlScript *script;
    Mapping *up;   /* or NULL */
    Mapping *down; /* or NULL */
} ParsedChange;

struct ParsedPlan
{
    const Plan *plan;
    ParsedChange *changes;
    size_t change_count;
};

typedef struct Resolver
{
    void *mem; /* owns the Resolution */
    const ParsedPlan *parsed;
    const Catalog *catalog;
    Schema *schema; /* as the statements judged so far leave it */
    const NameSchemas *names;
    size_t name_count;
    Diagnostics *diagnostics;
    Resolution *result;
} Resolver;

/* A change as far as it is about one table: what resolve_links.c makes links of. */
typedef struct ChangeOnTable
{
    const ParsedChange *change;
    size_t change_index;
    TableChange *table;
    const DdlStatement **added;
    size_t added_count;
    const DdlStatement **dropped;
    size_t dropped_count;
    const Mapping *up; /* NULL when the change's `up` is about another table */
    const Mapping *down;
    bool *up_used; /* one for each assignment: whether some link took it */
    bool *down_used;
    size_t first_link; /* of the table's links: the first one of this change */
} ChangeOnTable;

/* A finding at byte OFFSET of TEXT (a text of the plan); WIDTH code points are underlined. */
Diagnostic *resolve_report(Diagnostics *diagnostics, const Plan *plan, const PlanText *text, size_t offset,
                           const char *code, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The same at a STATEMENT of a change. */
Diagnostic *resolve_report_statement(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement,
                                     const char *code, const char *message);

/* The same, without a place in a text: at the list item of change INDEX. */
Diagnostic *resolve_report_change(Resolver *resolver, size_t change_index, const char *code, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* What every name that bellows makes for the table begins with: 8 hexadecimal digits. */
const char *resolve_table_key(const Resolver *resolver, QualifiedName name);

bool resolve_allows(const PlanChange *change, const char *rule);

/* resolve_judge.c: what each statement would do; in their order. */
void resolve_begin_verdicts(Resolver *resolver, const Schema *schema);
const Classification *resolve_verdict(Resolver *resolver, size_t change, const DdlStatement *statement);

/* resolve_links.c: links and plain columns of one change on one table. */
void resolve_rename(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
void resolve_added_and_dropped(Resolver *resolver, ChangeOnTable *on);
Link *resolve_new_link(Resolver *resolver, ChangeOnTable *on, LinkKind kind);
LinkColumn *resolve_push_new(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition);
LinkColumn *resolve_push_old(Resolver *resolver, ChangeOnTable *on, Link *link, const CatalogColumn *old);
/* TYPE and COLLATION have their names qualified already, as the catalog gives them. */
LinkColumn *resolve_push_typed(Resolver *resolver, ChangeOnTable *on, Link *link, const DdlColumn *definition,
                               const char *type, const char *collation);
void resolve_unused_assignments(Resolver *resolver, ChangeOnTable *on);

/* resolve_successor.c: ALTER TYPE, and what loosens OLD, give a column a successor under the name in `as`. */
void resolve_retype(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
void resolve_succeed(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement, const CatalogColumn *old);
bool resolve_is_of_successor(const Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);
bool resolve_is_same_table(const Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);

/* resolve_repair.c: SET NOT NULL and ADD CHECK whose old rows, and V's writes, `up` repairs. False where it assigns none of
 * the columns, and the statement waits for contract. */
bool resolve_repair(Resolver *resolver, ChangeOnTable *on, const InPlace *in_place);
void resolve_check_repairs(Resolver *resolver, const TableChange *table);

/* resolve_loosen.c: DROP NOT NULL and DROP CONSTRAINT (a CHECK; else NULL) for a successor only. True where the statement is
 * done with, false where it is a change in place. */
bool resolve_loosen(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement,
                    const CatalogConstraint *check);
/* The column that the change's `as` gives a successor, by whatever statement; or NULL. */
const char *resolve_replaced(const Resolver *resolver, const ChangeOnTable *on);
bool resolve_drops_not_null(const Resolver *resolver, const ChangeOnTable *on, const char *column);
bool resolve_check_nullable(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);

/* resolve_column.c: a new column by itself. */
bool resolve_check_new_column(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
void resolve_check_type(Resolver *resolver, const ChangeOnTable *on, const char *column, const char *type);
bool resolve_fill(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);

/* resolve_in_place.c: changes of what stays. */
void resolve_in_place(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);

/* resolve_constraint.c: the names of constraints, and those that are there already. */
bool resolve_names_are_free(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
const char *resolve_constraint_name(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);
/* table_columns_label, clipped as PostgreSQL clips it. */
char *resolve_object_name(void *owner, const char *table, const char *columns, const char *label);
bool resolve_has_relation(const Resolver *resolver, const char *schema, const char *name);
void resolve_existing_constraint(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);

/* resolve_key.c: FOREIGN KEY, UNIQUE, PRIMARY KEY. */
void resolve_key(Resolver *resolver, ChangeOnTable *on, InPlace *in_place, Error *err);

/* resolve_use_index.c: ADD UNIQUE and PRIMARY KEY USING INDEX. */
void resolve_use_index(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);

/* resolve_exclude.c: False after a finding. */
bool resolve_exclude_is_allowed(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement);
void resolve_exclude(Resolver *resolver, const ChangeOnTable *on, InPlace *in_place, Error *err);

/* resolve_kept.c: constraints that stay, and of which something else than the name changes. */
bool resolve_alter_constraint(Resolver *resolver, const ChangeOnTable *on, InPlace *in_place);
bool resolve_validate_constraint(Resolver *resolver, const ChangeOnTable *on, InPlace *in_place);
char *resolve_foreign_violation(Resolver *resolver, const DdlStatement *statement, const char *table,
                                const CatalogTable *foreign);

/* resolve_attribute.c: what is said of tables, columns, constraints and indexes beside their shape. Who it is about is known
 * once all statements of the table are: resolve_attributes(). */
void resolve_attribute(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
void resolve_rename_index(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
void resolve_attributes(Resolver *resolver, TableChange *table);

/* A finding at STATEMENT, of whatever change. */
void resolve_report_at(Resolver *resolver, const DdlStatement *statement, const char *code, const char *message,
                       const char *help);

/* resolve_leftover.c: what interrupted builds have left. */
void resolve_check_leftovers(Resolver *resolver, const TableChange *table);

/* resolve_subject.c: who a statement is about. */

/* When all statements are known: the final name (NULL: there is none), and what is there now (or NULL). */
typedef struct ResolveSubject
{
    const char *name;
    const CatalogColumn *column;
    const char *comment;
    bool is_there; /* now, and stays as it is */
} ResolveSubject;

ResolveSubject resolve_subject(const Resolver *resolver, const TableChange *table, const DdlStatement *statement);
bool resolve_any_goes(const TableChange *table, const char *const *columns); /* see resolve_goes() */
const CatalogIndex *resolve_index(const CatalogTable *table, const char *name);
const CatalogConstraint *resolve_constraint(const CatalogTable *table, const char *name);

/* The table of an index that a statement before this one makes, or gives this name; or NULL. */
const CatalogTable *resolve_table_of_new_index(const Resolver *resolver, const DdlStatement *statement);

/* Whether it is about a table that the plan creates, and so goes with it. */
bool resolve_is_on_created(const Resolver *resolver, const DdlStatement *statement);

/* The primary key that this plan drops, where it adds another one; or NULL. */
const CatalogConstraint *resolve_replaced_key(const Resolver *resolver, const TableChange *table);

/* resolve_sequence.c: ALTER SEQUENCE; the sequences of columns that have successors. */
void resolve_sequence(Resolver *resolver, ChangeOnTable *on, const DdlStatement *statement);
void resolve_check_sequences(Resolver *resolver, const TableChange *table, const Link *link);

/* resolve_foreign.c: foreign keys that a successor concerns, also those of other tables. */
void resolve_foreign_twins(Resolver *resolver);

/* resolve_values.c: the values of a link's columns. NULL where there is none, or after a finding. */
const SqlExpression *resolve_assigned(const Mapping *mapping, const char *column, bool *used);
const SqlExpression *resolve_up_value(Resolver *resolver, ChangeOnTable *on, const char *column);
const SqlExpression *resolve_down_value(Resolver *resolver, ChangeOnTable *on, const char *column);
bool resolve_check_reads(Resolver *resolver, const ChangeOnTable *on, const PlanText *text, const SqlExpression *value);
void resolve_find_shared(Resolver *resolver, Link *link);
bool resolve_reads_column(const SqlExpression *value, const char *column);
bool resolve_link_has(const Link *link, const char *column);
void resolve_note_pins(ChangeOnTable *on, const Link *link);

/* Sets FOUND's help to the nearest of NAMES, if one is near. */
void resolve_did_you_mean(Resolver *resolver, Diagnostic *found, const char *word, const char *const *names,
                          size_t count);

/* resolve_names.c: EXPRESSION with every name qualified, or NULL after a finding. */
const SqlExpression *resolve_qualified(Resolver *resolver, const ChangeOnTable *on, const PlanText *text,
                                       const SqlExpression *expression);

/* TYPE with its names qualified, as SQL; NULL after a finding. */
const char *resolve_qualified_type(Resolver *resolver, const ChangeOnTable *on, const char *type);

/* The same for a collation; NULL stays NULL. */
const char *resolve_qualified_collation(Resolver *resolver, const ChangeOnTable *on, const char *collation);
const SqlExpression *resolve_collation_expression(void *owner, const char *collation);

/* EXPRESSION of the change's sql with its names qualified, as SQL with columns behind QUALIFIER; NULL after a finding. */
const char *resolve_rendered(Resolver *resolver, const ChangeOnTable *on, const SqlExpression *expression,
                             const char *qualifier);

/* "NULL::type" as an expression: types are looked up and qualified like everything else. NULL for nonsense. */
const SqlExpression *resolve_type_expression(void *owner, const char *type);

/* resolve_summary.c: semver, needs_contract; P306. */
void resolve_summarise(Resolver *resolver);

/* resolve_check.c: what would be lost or broken silently. */
void resolve_check_table(Resolver *resolver, TableChange *table);
void resolve_refuse(Resolver *resolver, const char *code, const char *message, const char *help);

/* resolve_check_rows.c: triggers that would fire at a wrong moment, and rows that are out of our reach. */
void resolve_check_triggers(Resolver *resolver, const TableChange *table);
void resolve_check_rows(Resolver *resolver, const TableChange *table);
void resolve_collect_falls(Resolver *resolver);
void resolve_refuse(Resolver *resolver, const char *code, const char *message, const char *help);

/* resolve_carried.c: what follows a column to its successor. NULL when DEPENDENT does, or falls with the column without a
 * word; else what to do about it. */
const char *resolve_carry(Resolver *resolver, const TableChange *table, const CatalogDependent *dependent);
void resolve_order_carried(Resolver *resolver);

/* What depends on columns of RELATION, the table itself or a partition of it. */
void resolve_check_dependents(Resolver *resolver, const TableChange *table, const CatalogTable *relation);

/* resolve_tree.c: what of a plan cannot be done for a partition tree; the names of the partitions' indexes. */
void resolve_check_tree(Resolver *resolver, TableChange *table);

/* Column of a table change by name, with a finding and a suggestion when it does not exist. */
const CatalogColumn *resolve_existing_column(Resolver *resolver, const ChangeOnTable *on, const DdlStatement *statement,
                                             const char *column);

bool resolve_is_added(const ChangeOnTable *on, const char *column);
bool resolve_is_dropped(const ChangeOnTable *on, const char *column);
bool resolve_list_has(const char *const *list, const char *name);

#endif
