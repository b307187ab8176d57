/* SPDX-License-Identifier: PostgreSQL */
/*
 * Command tags, and what to do with a statement that cannot be split.
 *
 * The facts are three tables (ddl_nodes.def, ddl_subcommands.def, ddl_objects.def), read by switches without `default`:
 * a parser with a new kind of node or subcommand makes the compiler name the missing row. Tags are PostgreSQL's (15,
 * tcop/cmdtaglist.h), longer where one tag of PostgreSQL's covers statements that differ in what they break.
 */
#include <string.h>

#include "base/mem.h"
#include "ddl_internal.h"

#define ADVICE_PLAIN "Run it as a plain SQL migration beside the plan: neither version has to know of it."
#define ADVICE_BOTH                                                                                                    \
    "It changes what both versions meet at once: run it as a plain SQL migration if V can live with it, else make a "  \
    "new object and drop the old one later."
#define ADVICE_NEW_OBJECT                                                                                              \
    "Create it by a plain SQL migration before the plan: V does not use it, so nothing has to be kept in step."
#define ADVICE_RIGHTS "Run it as a plain SQL migration: grant before V+1 needs it, revoke after no version does."
#define ADVICE_REWRITE                                                                                                 \
    "It rewrites the table under ACCESS EXCLUSIVE: rebuild the table with pg_repack or by logical replication."
#define ADVICE_FILL    "Create the table empty and fill it by up, so that it stays in step with what V writes."
#define ADVICE_CLUSTER "It concerns more than one database: run it by hand."
#define ADVICE_TRIGGER                                                                                                 \
    "It changes what happens on every write of both versions: run it as a plain SQL migration when no plan is in "     \
    "flight."

static const char *statement_tag(void *owner, const PgQuery__Node *statement);
static const char *transaction_tag(PgQuery__TransactionStmtKind kind);
static const char *select_tag(const PgQuery__SelectStmt *select);
static const char *alter_object_tag(void *owner, const PgQuery__Node *statement);
static const char *rename_tag(void *owner, const PgQuery__RenameStmt *rename);

DdlNodeFacts
ddl_node_facts(PgQuery__Node__NodeCase node_case)
{
    DdlNodeFacts facts = {.kind = DDL_UNSUPPORTED, .tag = NULL, .advice = ADVICE_PLAIN};

    switch (node_case)
    {
#define STATEMENT(node, kind, tag, advice)                                                                             \
    case PG_QUERY__NODE__NODE_##node:                                                                                  \
        return (DdlNodeFacts){DDL_##kind, tag, advice};
#define NOT_A_STATEMENT(node) case PG_QUERY__NODE__NODE_##node:
#include "ddl_nodes.def"
#undef STATEMENT
#undef NOT_A_STATEMENT
        case PG_QUERY__NODE__NODE__NOT_SET:
        case _PG_QUERY__NODE__NODE__CASE_IS_INT_SIZE:
            break;
    }
    return facts;
}

DdlNodeFacts
ddl_subcommand_facts(PgQuery__AlterTableType type)
{
    DdlNodeFacts facts = {.kind = DDL_UNSUPPORTED, .tag = "", .advice = ADVICE_PLAIN};

    switch (type)
    {
#define SUBCOMMAND(type, kind, tag, advice)                                                                            \
    case PG_QUERY__ALTER_TABLE_TYPE__##type:                                                                           \
        return (DdlNodeFacts){DDL_##kind, tag, advice};
#define SERVER_ONLY(type) case PG_QUERY__ALTER_TABLE_TYPE__##type:
#include "ddl_subcommands.def"
#undef SUBCOMMAND
#undef SERVER_ONLY
        case PG_QUERY__ALTER_TABLE_TYPE__ALTER_TABLE_TYPE_UNDEFINED:
        case _PG_QUERY__ALTER_TABLE_TYPE_IS_INT_SIZE:
            break;
    }
    return facts;
}

const char *
ddl_object_name(PgQuery__ObjectType type)
{
    switch (type)
    {
#define OBJECT(type, name)                                                                                             \
    case PG_QUERY__OBJECT_TYPE__##type:                                                                                \
        return name;
#include "ddl_objects.def"
#undef OBJECT
        case _PG_QUERY__OBJECT_TYPE_IS_INT_SIZE:
            break;
    }
    return "";
}

const char *
ddl_tag_of_kind(DdlKind kind)
{
    static const char *const tags[] = {
#define DDL_KIND(symbol, tag) [DDL_##symbol] = tag,
#include "sql/ddl_kinds.def"
#undef DDL_KIND
    };

    return tags[kind];
}

DdlNodeFacts
ddl_facts(void *owner, const PgQuery__Node *statement)
{
    static const struct
    {
        const char *tag;
        const char *advice;
    } exceptions[] = {
        {"SELECT INTO", ADVICE_FILL},
        {"CREATE MATERIALIZED VIEW", ADVICE_NEW_OBJECT},
        {"ALTER TYPE RENAME VALUE",
         "Add the new value by a plain SQL migration, move the rows by a plan, then stop using the old value."},
    };
    DdlNodeFacts facts = ddl_node_facts(statement->node_case);

    facts.tag = statement_tag(owner, statement);
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++)
    {
        if (strcmp(facts.tag, exceptions[i].tag) == 0)
        {
            facts.advice = exceptions[i].advice;
        }
    }
    return facts;
}

static const char *
statement_tag(void *owner, const PgQuery__Node *statement)
{
    const char *tag = ddl_node_facts(statement->node_case).tag;

    if (statement->node_case == PG_QUERY__NODE__NODE_TRANSACTION_STMT)
    {
        return transaction_tag(statement->transaction_stmt->kind);
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
    {
        return select_tag(statement->select_stmt);
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_DROP_STMT)
    {
        return mem_printf(owner, "DROP %s", ddl_object_name(statement->drop_stmt->remove_type));
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_DEFINE_STMT)
    {
        return mem_printf(owner, "CREATE %s", ddl_object_name(statement->define_stmt->kind));
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_FUNCTION_STMT)
    {
        return statement->create_function_stmt->is_procedure ? "CREATE PROCEDURE" : tag;
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_CREATE_TABLE_AS_STMT)
    {
        return statement->create_table_as_stmt->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW
                   ? "CREATE MATERIALIZED VIEW"
                   : tag;
    }
    return alter_object_tag(owner, statement);
}

static const char *
alter_object_tag(void *owner, const PgQuery__Node *statement)
{
    const char *tag = ddl_node_facts(statement->node_case).tag;

    if (statement->node_case == PG_QUERY__NODE__NODE_RENAME_STMT)
    {
        return rename_tag(owner, statement->rename_stmt);
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_ALTER_OWNER_STMT)
    {
        return mem_printf(owner, "ALTER %s OWNER TO", ddl_object_name(statement->alter_owner_stmt->object_type));
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_ALTER_OBJECT_SCHEMA_STMT)
    {
        return mem_printf(owner, "ALTER %s SET SCHEMA",
                          ddl_object_name(statement->alter_object_schema_stmt->object_type));
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_ALTER_ENUM_STMT)
    {
        return ddl_written(statement->alter_enum_stmt->old_val) == NULL ? tag : "ALTER TYPE RENAME VALUE";
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_GRANT_STMT)
    {
        return statement->grant_stmt->is_grant ? tag : "REVOKE";
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_GRANT_ROLE_STMT)
    {
        return statement->grant_role_stmt->is_grant ? tag : "REVOKE ROLE";
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_VACUUM_STMT)
    {
        return statement->vacuum_stmt->is_vacuumcmd ? tag : "ANALYZE";
    }
    if (statement->node_case == PG_QUERY__NODE__NODE_VARIABLE_SET_STMT)
    {
        bool is_reset = statement->variable_set_stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET ||
                        statement->variable_set_stmt->kind == PG_QUERY__VARIABLE_SET_KIND__VAR_RESET_ALL;

        return is_reset ? "RESET" : tag;
    }
    return tag;
}

static const char *
rename_tag(void *owner, const PgQuery__RenameStmt *rename)
{
    const char *object = ddl_object_name(rename->rename_type);

    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN)
    {
        return mem_printf(owner, "ALTER %s RENAME COLUMN", ddl_object_name(rename->relation_type));
    }
    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT)
    {
        return "ALTER TABLE RENAME CONSTRAINT";
    }
    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_DOMCONSTRAINT)
    {
        return "ALTER DOMAIN RENAME CONSTRAINT";
    }
    if (rename->rename_type == PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE)
    {
        return "ALTER TYPE RENAME ATTRIBUTE";
    }
    return mem_printf(owner, "ALTER %s RENAME", object);
}

static const char *
select_tag(const PgQuery__SelectStmt *select)
{
    if (select->into_clause != NULL)
    {
        return "SELECT INTO";
    }
    return select->n_values_lists > 0 ? "VALUES" : "SELECT";
}

static const char *
transaction_tag(PgQuery__TransactionStmtKind kind)
{
    switch (kind)
    {
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_BEGIN:
            return "BEGIN";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_START:
            return "START TRANSACTION";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT:
            return "COMMIT";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK:
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_TO:
            return "ROLLBACK";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_SAVEPOINT:
            return "SAVEPOINT";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_RELEASE:
            return "RELEASE";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_PREPARE:
            return "PREPARE TRANSACTION";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_COMMIT_PREPARED:
            return "COMMIT PREPARED";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANS_STMT_ROLLBACK_PREPARED:
            return "ROLLBACK PREPARED";
        case PG_QUERY__TRANSACTION_STMT_KIND__TRANSACTION_STMT_KIND_UNDEFINED:
        case _PG_QUERY__TRANSACTION_STMT_KIND_IS_INT_SIZE:
            break;
    }
    return "BEGIN";
}
