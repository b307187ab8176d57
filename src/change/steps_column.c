/* SPDX-License-Identifier: PostgreSQL */
/*
 * New columns that their own default fills: the default for new rows, sequences, and in the end the identity.
 *
 * The sequence of a serial is the one that PostgreSQL would make, there from the beginning. An identity column is made of a
 * NOT NULL column only (55000), so that another sequence gives its numbers until the filled column is proven.
 */
#include "change/steps.h"

#include <string.h>

#include "base/mem.h"
#include "steps_internal.h"

typedef void (*FillVisit)(StepBuilder *builder, const TableChange *table, const LinkColumn *column, char **statements);

static void
each_filled(StepBuilder *builder, const TableChange *table, FillVisit visit, char **statements)
{
    for (size_t i = 0; i < table->link_count; i++)
    {
        if (table->links[i]->kind == LINK_FILL)
        {
            visit(builder, table, &table->links[i]->new_columns[0], statements);
        }
    }
}

/* ---- Sequences and defaults ---- */

static void
create_sequence(StepBuilder *builder, const TableChange *table, const LinkColumn *column, char **statements)
{
    const CatalogTable *t = table->table;
    bool is_unlogged = t->persistence == 'u' && builder->resolution->catalog->server_version >= 150000;

    if (!column->sequence)
    {
        return;
    }
    steps_statement(builder, statements, "CREATE %sSEQUENCE %s AS %s%s",
                    is_unlogged && !column->identity ? "UNLOGGED " : "", column->sequence, column->type,
                    column->sequence_options);
    if (column->identity)
    {
        steps_statement(builder, statements, "GRANT USAGE ON SEQUENCE %s TO PUBLIC", column->sequence);
    }
    else if (!t->is_our_own)
    {
        steps_statement(builder, statements, "ALTER SEQUENCE %s OWNER TO %s", column->sequence,
                        quote_name(builder->mem, t->owner));
    }
}

static void
set_default(StepBuilder *builder, const TableChange *table, const LinkColumn *column, char **statements)
{
    const char *name = steps_table(builder, table);

    if (column->sequence && !column->identity)
    {
        steps_statement(builder, statements, "ALTER SEQUENCE %s OWNED BY %s.%s", column->sequence, name,
                        quote_name(builder->mem, column->name));
    }
    steps_statement(builder, statements, "ALTER TABLE %s ALTER COLUMN %s SET DEFAULT %s", name,
                    quote_name(builder->mem, column->name), column->fallback);
}

char *
steps_with_own_defaults(StepBuilder *builder, const TableChange *table, const char *add)
{
    char *statements = NULL;

    each_filled(builder, table, create_sequence, &statements);
    steps_statement(builder, &statements, "%s", add);
    each_filled(builder, table, set_default, &statements);
    return statements;
}

/* ---- Identity ---- */

static void
make_identity(StepBuilder *builder, const TableChange *table, const LinkColumn *column, char **statements)
{
    const char *options = column->identity ? column->sequence_options : "";
    const TemplateVariable variables[] = {
        {"table", TEMPLATE_SQL, steps_table(builder, table)},
        {"name", TEMPLATE_LITERAL, steps_table(builder, table)},
        {"column", TEMPLATE_IDENTIFIER, column->name},
        {"column_name", TEMPLATE_LITERAL, column->name},
        {"when", TEMPLATE_SQL, column->identity == 'a' ? "ALWAYS" : "BY DEFAULT"},
        {"options", TEMPLATE_SQL, *options ? mem_printf(builder->mem, " (%s)", options + 1) : ""},
        {"sequence", TEMPLATE_SQL, column->sequence},
    };

    (void) statements;
    if (column->identity)
    {
        steps_transaction(builder, table, LOCK_ACCESS_EXCLUSIVE, "identity",
                          steps_render(builder, "steps/identity", variables, 7), "make %s of %s an identity column",
                          quote_name(builder->mem, column->name), steps_table(builder, table));
    }
}

void
steps_make_identities(StepBuilder *builder, const TableChange *table)
{
    each_filled(builder, table, make_identity, NULL);
}

static void
drop_fill_sequence(StepBuilder *builder, const TableChange *table, const LinkColumn *column, char **statements)
{
    (void) table;
    if (column->identity)
    {
        steps_statement(builder, statements, "DROP SEQUENCE IF EXISTS %s", column->sequence);
    }
}

void
steps_drop_fill_sequences(StepBuilder *builder, const TableChange *table, char **statements)
{
    each_filled(builder, table, drop_fill_sequence, statements);
}
