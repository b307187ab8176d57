/* SPDX-License-Identifier: PostgreSQL */
/*
 * How large are the tables that a plan reads whole or rewrites: what decides whether a scan matters.
 *
 * The sizes are the catalog's: pg_class.reltuples, -1 before the first ANALYZE (14 and later), and the bytes of the heap. A
 * throw-away server has the shape of the tables but none of their rows: there nothing is known.
 */
#include <string.h>

#include "base/mem.h"
#include "report_internal.h"
#include "report_plan_internal.h"
#include "sql/quote.h"

const CatalogTable *
report_plan_scanned(const ReportPlan *plan, const StatementVerdict *verdict)
{
    const Classification *facts = verdict->classification;
    bool is_known = verdict->table < plan->resolution->table_count;

    return is_known && (facts->scans || facts->rewrites) ? plan->resolution->tables[verdict->table].table : NULL;
}

const CatalogTable *
report_plan_step_scanned(const ReportPlan *plan, const Step *step)
{
    const CatalogTable *found = NULL;
    void *mem = mem_root("scanned");

    if (step->scans && step->relation != NULL && plan->resolution != NULL)
    {
        for (size_t i = 0; i < plan->resolution->table_count && found == NULL; i++)
        {
            const CatalogTable *table = plan->resolution->tables[i].table;
            QualifiedName name = {.schema = table->schema, .name = table->name};

            found = strcmp(quote_qualified_name(mem, name), step->relation) == 0 ? table : NULL;
        }
    }
    mem_free(mem);
    return found;
}

char *
report_plan_size(void *owner, const ReportPlan *plan, const CatalogTable *table)
{
    if (plan->schema_path != NULL)
    {
        return mem_strdup(owner, "size not known");
    }
    if (table->rows_estimate < 0)
    {
        return mem_printf(owner, "never analysed, %s", report_bytes(owner, table->bytes));
    }
    return mem_printf(owner, "%s %s, %s", report_count(owner, table->rows_estimate),
                      table->rows_estimate >= 0.5 && table->rows_estimate < 1.5 ? "row" : "rows",
                      report_bytes(owner, table->bytes));
}
