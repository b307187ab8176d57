/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the table of keys cannot say of bellows.yaml: secrets, names that are there twice, proofs that could never hold.
 *
 * Invariant: what passes here can let a consumer pass the gate in some state of the world; what never could is told
 * now, not when somebody wants to contract.
 */
#include <string.h>

#include "base/mem.h"
#include "pg/conn.h"
#include "project_internal.h"

static void check_connections(PlanLoad *load, const char *key);
static void check_names(PlanLoad *load, const char *key, const char *what);
static void check_consumers(PlanLoad *load);
static void check_proof(PlanLoad *load, const PlanNode *consumer);
static void check_role_proof(PlanLoad *load, const PlanNode *consumer);
static void check_roles_once(PlanLoad *load, const PlanNode *consumers);
static const PlanNode *role_before(const PlanNode *consumers, size_t consumer, size_t version);
static void check_inventory(PlanLoad *load, const PlanNode *consumer);
static void check_evidence(PlanLoad *load);
static bool list_has(const PlanNode *list, const char *text);
static const PlanNode *consumer_named(const PlanNode *root, const char *name);
static const PlanNode *item(const PlanNode *list, size_t index);

void
project_check(PlanLoad *load)
{
    check_connections(load, "standbys");
    check_connections(load, "poolers");
    check_names(load, "consumers", "consumer");
    check_names(load, "evidence", "evidence");
    check_consumers(load);
    check_evidence(load);
}

static void
check_connections(PlanLoad *load, const char *key)
{
    const PlanNode *list = plan_node_get(load->root, key);
    const PlanNode *node;

    for (size_t i = 0; (node = item(list, i)) != NULL; i++)
    {
        bool has_secret = false;
        Error err = {0};

        if (strncmp(node->text, "env:", 4) != 0 && !conn_check_url(node->text, &has_secret, &err))
        {
            plan_report(load, "P402", node->place, "\"%s\" is not a connection string: %s", node->path, err.message);
            error_clear(&err);
        }
        if (has_secret)
        {
            Diagnostic *finding =
                plan_report(load, "P401", node->place, "a password does not belong into %s", PROJECT_FILE);

            finding->help = plan_say(load, "put it into ~/.pgpass or pg_service.conf (service=NAME), or give the whole "
                                           "string by the environment: env:NAME");
            finding->source_line = NULL; /* it would be shown */
        }
    }
}

static void
check_names(PlanLoad *load, const char *key, const char *what)
{
    const PlanNode *list = plan_node_get(load->root, key);
    const PlanNode *node;

    for (size_t i = 0; (node = item(list, i)) != NULL; i++)
    {
        const PlanNode *name = plan_node_get(node, "name");

        for (size_t j = 0; j < i; j++)
        {
            const PlanNode *earlier = plan_node_get(list->items[j], "name");

            if (strcmp(earlier->text, name->text) == 0)
            {
                plan_report(load, "P403", name->place, "%s \"%s\" is listed twice (first at line %zu)", what,
                            name->text, earlier->place.line);
                break;
            }
        }
    }
}

static void
check_consumers(PlanLoad *load)
{
    const PlanNode *list = plan_node_get(load->root, "consumers");
    const PlanNode *node;

    for (size_t i = 0; (node = item(list, i)) != NULL; i++)
    {
        check_proof(load, node);
        check_role_proof(load, node);
        check_inventory(load, node);
    }
    check_roles_once(load, list);
}

/* Connections and inventories see who is there, not who will come, and writes not who reads: they hold a gate shut and open none. */
static void
check_proof(PlanLoad *load, const PlanNode *consumer)
{
    if ((project_proof(consumer) & (PROOF_LEASE | PROOF_ROLE | PROOF_ATTESTATION)) == 0)
    {
        plan_report(load, "P404", plan_node_get(consumer, "proof")->place,
                    "consumer \"%s\" could never pass: connections, inventory, writes and reads only say no",
                    plan_node_get(consumer, "name")->text)
            ->help = plan_say(load, "add lease, role or attestation");
    }
}

/* A role of which no version is said could be any. */
static void
check_role_proof(PlanLoad *load, const PlanNode *consumer)
{
    const PlanNode *versions = plan_node_get(consumer, "versions");
    const PlanNode *roles = plan_node_get(consumer, "roles");
    const PlanNode *role;

    if ((project_proof(consumer) & PROOF_ROLE) == 0)
    {
        return;
    }
    if (item(versions, 0) == NULL)
    {
        plan_report(load, "P405", consumer->place, "proof by role needs the role of each version of \"%s\"",
                    plan_node_get(consumer, "name")->text)
            ->help = plan_say(load, "write versions: [{version: 1.4.0, role: shop_v14}, …]");
        return;
    }
    for (size_t i = 0; (role = item(roles, i)) != NULL; i++)
    {
        bool is_known = false;

        for (size_t j = 0; item(versions, j) != NULL; j++)
        {
            is_known = is_known || strcmp(plan_node_get(versions->items[j], "role")->text, role->text) == 0;
        }
        if (!is_known)
        {
            plan_report(load, "P405", role->place, "role \"%s\" is of no version of \"%s\"", role->text,
                        plan_node_get(consumer, "name")->text)
                ->help = plan_say(load, "say under versions which version logs in as it");
        }
    }
}

static void
check_roles_once(PlanLoad *load, const PlanNode *consumers)
{
    for (size_t i = 0; item(consumers, i) != NULL; i++)
    {
        const PlanNode *versions = plan_node_get(consumers->items[i], "versions");

        for (size_t j = 0; item(versions, j) != NULL; j++)
        {
            const PlanNode *role = plan_node_get(versions->items[j], "role");
            const PlanNode *earlier = role_before(consumers, i, j);

            if (earlier != NULL)
            {
                plan_report(load, "P406", role->place, "role \"%s\" is given to two versions (first at line %zu)",
                            role->text, earlier->place.line)
                    ->help = plan_say(load, "give each version of each application a role of its own");
            }
        }
    }
}

static const PlanNode *
role_before(const PlanNode *consumers, size_t consumer, size_t version)
{
    const char *text =
        plan_node_get(plan_node_get(consumers->items[consumer], "versions")->items[version], "role")->text;

    for (size_t i = 0; i <= consumer; i++)
    {
        const PlanNode *versions = plan_node_get(consumers->items[i], "versions");

        for (size_t j = 0; item(versions, j) != NULL && (i < consumer || j < version); j++)
        {
            const PlanNode *role = plan_node_get(versions->items[j], "role");

            if (strcmp(role->text, text) == 0)
            {
                return role;
            }
        }
    }
    return NULL;
}

static void
check_inventory(PlanLoad *load, const PlanNode *consumer)
{
    const PlanNode *list = plan_node_get(load->root, "evidence");
    const PlanNode *name = plan_node_get(consumer, "name");
    bool is_wanted = (project_proof(consumer) & PROOF_INVENTORY) != 0;
    bool is_covered = false;

    for (size_t i = 0; item(list, i) != NULL; i++)
    {
        is_covered = is_covered || list_has(plan_node_get(list->items[i], "consumers"), name->text);
    }
    if (is_wanted != is_covered)
    {
        plan_report(load, "P407", name->place,
                    is_wanted ? "no evidence says who runs \"%s\", which inventory is to prove"
                              : "evidence is about \"%s\", whose proof does not name inventory",
                    name->text)
            ->help = plan_say(load, is_wanted ? "name it under consumers of an entry of evidence"
                                              : "add inventory to its proof");
    }
}

static void
check_evidence(PlanLoad *load)
{
    const PlanNode *list = plan_node_get(load->root, "evidence");
    const PlanNode *name;

    for (size_t i = 0; item(list, i) != NULL; i++)
    {
        const PlanNode *consumers = plan_node_get(list->items[i], "consumers");

        for (size_t j = 0; (name = item(consumers, j)) != NULL; j++)
        {
            if (consumer_named(load->root, name->text) == NULL)
            {
                plan_report(load, "P408", name->place, "there is no consumer \"%s\"", name->text)->help =
                    plan_say(load, "name it under consumers");
            }
        }
    }
}

static bool
list_has(const PlanNode *list, const char *text)
{
    const PlanNode *node;

    for (size_t i = 0; (node = item(list, i)) != NULL; i++)
    {
        if (strcmp(node->text, text) == 0)
        {
            return true;
        }
    }
    return false;
}

static const PlanNode *
consumer_named(const PlanNode *root, const char *name)
{
    const PlanNode *list = plan_node_get(root, "consumers");

    for (size_t i = 0; item(list, i) != NULL; i++)
    {
        if (strcmp(plan_node_get(list->items[i], "name")->text, name) == 0)
        {
            return list->items[i];
        }
    }
    return NULL;
}

/* NULL past the end, and where there is no list. */
static const PlanNode *
item(const PlanNode *list, size_t index)
{
    return list != NULL && index < list->count ? list->items[index] : NULL;
}
