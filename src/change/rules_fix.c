/* SPDX-License-Identifier: PostgreSQL */
/*
 * The safe way as SQL: statements that are ready to run, one after the other, each in a transaction of its own.
 *
 * Texts of the file (expressions, constraints) are taken as they were written; names are quoted, those that are made up
 * are free. The unit tests judge every fix by the same rules: none of its statements may be an error.
 */
#include <string.h>

#include "base/mem.h"
#include "rules_internal.h"

static const char *alter_table(const Judge *judge);
static const char *not_null_steps(const Judge *judge, const char *column, const char *constraint);
static const char *column_type(const Judge *judge, const CommandColumn *column);
static void add_default(const Judge *judge, const CommandColumn *column, const char *type, char **sql);
static bool default_is_kept(const Judge *judge, const CommandColumn *column);
static void add_backfill(const Judge *judge, const CommandColumn *column, char **sql);
static void add_inline_constraint(const Judge *judge, const CommandConstraint *constraint, char **sql);
static const char *index_tail(const Judge *judge, const CommandConstraint *constraint);
static bool column_may_be_null(const Judge *judge, const char *name);

void
rules_fix(const Judge *judge, Finding *finding, const char *sql)
{
    rules_fix_by_hand(judge, finding, sql);
    finding->fix_in_place = finding->fix != NULL && !judge->session->in_transaction && judge->command->part_count <= 1;
}

void
rules_fix_by_hand(const Judge *judge, Finding *finding, const char *sql)
{
    finding->fix = judge->is_body || sql == NULL || *sql == '\0' ? NULL : sql;
}

const char *
rules_fix_not_null(const Judge *judge, const char *column)
{
    return not_null_steps(judge, column, rules_free_constraint(judge, column, "not_null"));
}

/* The constraint as written, NOT VALID at first. */
const char *
rules_fix_not_valid(const Judge *judge, const char *suffix)
{
    const CommandConstraint *constraint = &judge->command->constraints[0];
    const char *first = constraint->columns[0] == NULL ? "" : constraint->columns[0];
    const char *name = constraint->name != NULL ? constraint->name : rules_free_constraint(judge, first, suffix);
    const char *written = rules_source(judge, constraint->offset, constraint->length);
    const char *body = rules_from_word(written, constraint->type == 'f' ? "FOREIGN" : "CHECK");
    const char *table = alter_table(judge);

    name = rules_quote(judge, name);
    return *body == '\0' ? NULL
                         : rules_print(judge, "%s ADD CONSTRAINT %s %s NOT VALID;\n%s VALIDATE CONSTRAINT %s;", table,
                                       name, body, table, name);
}

const char *
rules_fix_unique(const Judge *judge, bool is_primary)
{
    const CommandConstraint *constraint = &judge->command->constraints[0];
    const char *parts = is_primary || constraint->columns[0] == NULL ? "" : constraint->columns[0];
    const char *name =
        constraint->name != NULL ? constraint->name : rules_free_relation(judge, parts, is_primary ? "pkey" : "key");
    char *sql = mem_strdup(judge->mem, "");

    if (judge->relation != NULL && judge->relation->kind == 'p')
    {
        return NULL;
    }
    name = rules_quote(judge, name);
    mem_append(&sql, "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)%s%s;", name, judge->table,
               rules_list(judge, constraint->columns), index_tail(judge, constraint),
               constraint->nulls_not_distinct ? " NULLS NOT DISTINCT" : "");
    for (size_t i = 0; is_primary && constraint->columns[i] != NULL; i++)
    {
        if (column_may_be_null(judge, constraint->columns[i]))
        {
            mem_append(&sql, "\n%s", rules_fix_not_null(judge, constraint->columns[i]));
        }
    }
    mem_append(&sql, "\n%s ADD CONSTRAINT %s %s USING INDEX %s%s;", alter_table(judge), name,
               is_primary ? "PRIMARY KEY" : "UNIQUE", name, constraint->is_deferrable ? " DEFERRABLE" : "");
    return sql;
}

/* The column alone, then what was written with it, each by its own safe way. NULL where there is none: a stored
 * generated column. */
const char *
rules_fix_add_column(const Judge *judge)
{
    const Command *command = judge->command;
    const CommandColumn *column = &command->columns[0];
    const char *name = rules_quote(judge, column->name);
    const char *type = column_type(judge, column);
    char *sql = mem_strdup(judge->mem, "");

    if (column->generated != NULL || judge->is_body)
    {
        return NULL;
    }
    mem_append(&sql, "%s ADD COLUMN %s%s %s%s%s", alter_table(judge), command->if_not_exists ? "IF NOT EXISTS " : "",
               name, type, column->collation != NULL ? " COLLATE " : "",
               column->collation != NULL ? column->collation : "");
    if (default_is_kept(judge, column))
    {
        mem_append(&sql, " DEFAULT %s", column->fallback->text);
    }
    mem_append(&sql, ";");
    add_default(judge, column, type, &sql);
    if (column->not_null)
    {
        mem_append(&sql, "\n%s", rules_fix_not_null(judge, column->name));
    }
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        add_inline_constraint(judge, &command->constraints[i], &sql);
    }
    if (column->identity != 0)
    {
        mem_append(&sql, "\n%s ALTER COLUMN %s ADD GENERATED BY DEFAULT AS IDENTITY;", alter_table(judge), name);
    }
    return sql;
}

static const char *
alter_table(const Judge *judge)
{
    return rules_print(judge, "ALTER TABLE %s%s%s",
                       judge->command->if_exists && judge->command->part == 0 ? "IF EXISTS " : "",
                       judge->command->only ? "ONLY " : "", judge->table);
}

/* Since 18 NOT NULL itself can be NOT VALID; before, a CHECK proves it, and SET NOT NULL need not look (12). */
static const char *
not_null_steps(const Judge *judge, const char *column, const char *constraint)
{
    const char *table = alter_table(judge);
    const char *name = rules_quote(judge, constraint);
    const char *quoted = rules_quote(judge, column);

    if (rules_version(judge) >= 180000)
    {
        return rules_print(judge, "%s ADD CONSTRAINT %s NOT NULL %s NOT VALID;\n%s VALIDATE CONSTRAINT %s;", table,
                           name, quoted, table, name);
    }
    return rules_print(judge,
                       "%s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID;\n"
                       "%s VALIDATE CONSTRAINT %s;\n"
                       "%s ALTER COLUMN %s SET NOT NULL;\n"
                       "%s DROP CONSTRAINT %s;",
                       table, name, quoted, table, name, table, quoted, table, name);
}

/* The type under constrained domains: their CHECK is left out, the help says so. */
static const char *
column_type(const Judge *judge, const CommandColumn *column)
{
    bool is_constrained = false;
    CommandType base = schema_base_type(judge->schema, column->type, &is_constrained);

    return command_type_text(judge->mem, is_constrained ? &base : &column->type);
}

/* A default that is stored once can stay where it is, unless a foreign key would look every row up for it. */
static bool
default_is_kept(const Judge *judge, const CommandColumn *column)
{
    bool is_constrained = false;

    schema_base_type(judge->schema, column->type, &is_constrained);
    for (size_t i = 0; i < judge->command->constraint_count; i++)
    {
        is_constrained |= judge->command->constraints[i].type == 'f';
    }
    return column->fallback != NULL && !is_constrained && !schema_is_volatile(judge->schema, column->fallback, NULL);
}

static void
add_default(const Judge *judge, const CommandColumn *column, const char *type, char **sql)
{
    const char *name = rules_quote(judge, column->name);

    if (column->type.serial != 0)
    {
        const char *sequence = rules_quote(judge, rules_free_relation(judge, column->name, "seq"));
        QualifiedName of_table = judge->command->names[0];
        const char *schema =
            of_table.schema == NULL ? "" : rules_print(judge, "%s.", rules_quote(judge, of_table.schema));
        const char *qualified = rules_print(judge, "%s%s", schema, sequence);

        mem_append(sql, "\nCREATE SEQUENCE %s AS %s OWNED BY %s.%s;", qualified, type, judge->table, name);
        mem_append(sql, "\n%s ALTER COLUMN %s SET DEFAULT nextval(%s);", alter_table(judge), name,
                   quote_literal(judge->mem, qualified));
    }
    else if (column->fallback != NULL && !default_is_kept(judge, column))
    {
        mem_append(sql, "\n%s ALTER COLUMN %s SET DEFAULT %s;", alter_table(judge), name, column->fallback->text);
    }
    add_backfill(judge, column, sql);
}

static void
add_backfill(const Judge *judge, const CommandColumn *column, char **sql)
{
    const char *value = column->fallback != NULL ? column->fallback->text : "…";

    if (!default_is_kept(judge, column) && (column->fallback != NULL || column->not_null) &&
        strpbrk(value, "\n\r") == NULL)
    {
        value = column->type.serial != 0 || column->identity != 0 ? "a number" : value;
        mem_append(
            sql,
            "\n-- now fill the rows that are there, in batches by key: UPDATE %s SET %s = %s WHERE %s IS NULL AND …",
            judge->table, rules_quote(judge, column->name), value, rules_quote(judge, column->name));
    }
}

static void
add_inline_constraint(const Judge *judge, const CommandConstraint *constraint, char **sql)
{
    const char *column = judge->command->columns[0].name;
    const char *table = alter_table(judge);
    const char *quoted = rules_quote(judge, column);
    bool is_key = constraint->type == 'u' || constraint->type == 'p';
    const char *suffix = constraint->type == 'f' ? "fkey" : constraint->type == 'c' ? "check" : "key";
    const char *name = constraint->name != NULL  ? constraint->name
                       : constraint->type == 'p' ? rules_free_relation(judge, "", "pkey")
                       : is_key                  ? rules_free_relation(judge, column, suffix)
                                                 : rules_free_constraint(judge, column, suffix);

    name = rules_quote(judge, name);
    if (is_key)
    {
        mem_append(sql, "\nCREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s);", name, judge->table, quoted);
        mem_append(sql, "\n%s ADD CONSTRAINT %s %s USING INDEX %s;", table, name,
                   constraint->type == 'p' ? "PRIMARY KEY" : "UNIQUE", name);
        return;
    }
    const char *written = rules_source(judge, constraint->offset, constraint->length);

    if (constraint->type == 'f')
    {
        mem_append(sql, "\n%s ADD CONSTRAINT %s FOREIGN KEY (%s) %s NOT VALID;", table, name, quoted,
                   rules_from_word(written, "REFERENCES"));
    }
    else
    {
        mem_append(sql, "\n%s ADD CONSTRAINT %s %s NOT VALID;", table, name, rules_from_word(written, "CHECK"));
    }
    mem_append(sql, "\n%s VALIDATE CONSTRAINT %s;", table, name);
}

/* " INCLUDE (…)" as written, or "". */
static const char *
index_tail(const Judge *judge, const CommandConstraint *constraint)
{
    const char *written = rules_source(judge, constraint->offset, constraint->length);
    const char *include = rules_from_word(written, "INCLUDE");
    const char *end = include == written ? NULL : strchr(include, ')');

    return end == NULL ? "" : rules_print(judge, " %.*s", (int) (end + 1 - include), include);
}

static bool
column_may_be_null(const Judge *judge, const char *name)
{
    const SchemaColumn *column = rules_column(judge, name);

    if (column != NULL && column->not_null)
    {
        return false;
    }
    for (size_t i = 0; judge->relation != NULL && i < judge->relation->constraint_count; i++)
    {
        const SchemaConstraint *constraint = &judge->relation->constraints[i];

        if (constraint->is_valid && rules_list_has(constraint->proves_not_null, name))
        {
            return false;
        }
    }
    return true;
}
