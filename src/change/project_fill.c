/* SPDX-License-Identifier: PostgreSQL */
/*
 * The checked tree becomes the Project. libcyaml has no part in it: every value was accepted by plan_value.c as the text
 * that it is, and the tree holds it.
 */
#include <string.h>

#include "base/mem.h"
#include "project_internal.h"

static void fill_consumer(Project *project, ProjectConsumer *consumer, const PlanNode *node);
static void fill_evidence(Project *project, ProjectEvidence *evidence, const PlanNode *node);
static const char *const *words(void *owner, const PlanNode *mapping, const char *key);
static char *copy(void *owner, const PlanNode *node);
static int64_t duration_ms(const PlanNode *mapping, PlanSection section, const char *key);
static size_t count_of(const PlanNode *list);
static char *folder_of(void *owner, const char *path);

Project *
project_fill(void *owner, const PlanLoad *load)
{
    const PlanNode *root = load->root;
    const PlanNode *consumers = plan_node_get(root, "consumers");
    const PlanNode *maintenance = plan_node_get(root, "maintenance");
    const PlanNode *evidence = plan_node_get(root, "evidence");
    const PlanNode *gate = plan_node_get(root, "gate");
    const PlanNode *before_purge = plan_node_get(root, "before_purge");
    Project *project = mem_new(owner, Project);

    project->path = mem_strdup(project, load->path);
    project->folder = folder_of(project, load->path);
    project->source = mem_strndup(project, load->source, load->length);
    project->consumer_count = count_of(consumers);
    project->consumers = mem_array(project, ProjectConsumer, project->consumer_count + 1);
    for (size_t i = 0; i < project->consumer_count; i++)
    {
        fill_consumer(project, &project->consumers[i], consumers->items[i]);
    }
    project->maintenance_roles = words(project, maintenance, "roles");
    project->maintenance_names = words(project, maintenance, "application_names");
    project->standbys = words(project, root, "standbys");
    project->poolers = words(project, root, "poolers");
    project->evidence_count = count_of(evidence);
    project->evidence = mem_array(project, ProjectEvidence, project->evidence_count + 1);
    for (size_t i = 0; i < project->evidence_count; i++)
    {
        fill_evidence(project, &project->evidence[i], evidence->items[i]);
    }
    project->grace_ms = plan_node_get(gate, "grace") == NULL ? -1 : duration_ms(gate, PLAN_SECTION_GATE, "grace");
    project->drain_ms =
        plan_node_get(gate, "drain_timeout") == NULL ? 0 : duration_ms(gate, PLAN_SECTION_GATE, "drain_timeout");
    project->quiet_ms = duration_ms(gate, PLAN_SECTION_GATE, "quiet");
    if (before_purge != NULL)
    {
        project->before_purge = words(project, before_purge, "command");
        project->before_purge_ms = duration_ms(before_purge, PLAN_SECTION_COMMAND, "timeout");
    }
    return project;
}

static void
fill_consumer(Project *project, ProjectConsumer *consumer, const PlanNode *node)
{
    const PlanNode *versions = plan_node_get(node, "versions");
    const PlanNode *owner = plan_node_get(node, "owner");

    consumer->name = copy(project, plan_node_get(node, "name"));
    consumer->owner = owner == NULL ? NULL : copy(project, owner);
    consumer->proof = project_proof(node);
    consumer->roles = words(project, node, "roles");
    consumer->application_names = words(project, node, "application_names");
    consumer->tables = plan_node_get(node, "tables") == NULL ? NULL : words(project, node, "tables");
    /* Rounded up, as the hold that follows from it. */
    consumer->cadence_s = (duration_ms(node, PLAN_SECTION_CONSUMER, "cadence") + 999) / 1000;
    consumer->version_count = count_of(versions);
    consumer->versions = mem_array(project, ProjectRole, consumer->version_count + 1);
    for (size_t i = 0; i < consumer->version_count; i++)
    {
        consumer->versions[i].version = copy(project, plan_node_get(versions->items[i], "version"));
        consumer->versions[i].role = copy(project, plan_node_get(versions->items[i], "role"));
    }
}

static void
fill_evidence(Project *project, ProjectEvidence *evidence, const PlanNode *node)
{
    evidence->name = copy(project, plan_node_get(node, "name"));
    evidence->command = words(project, node, "command");
    evidence->consumers = words(project, node, "consumers");
    evidence->timeout_ms = duration_ms(node, PLAN_SECTION_EVIDENCE, "timeout");
    evidence->max_age_ms = duration_ms(node, PLAN_SECTION_EVIDENCE, "max_age");
}

unsigned
project_proof(const PlanNode *consumer)
{
    const char *choices = plan_key_find(PLAN_SECTION_CONSUMER, "proof")->choices;
    const PlanNode *list = plan_node_get(consumer, "proof");
    unsigned proof = list == NULL ? PROOF_LEASE : 0;

    for (size_t i = 0; i < count_of(list); i++)
    {
        const char *at = choices;
        unsigned bit = 1;

        while (strncmp(at, list->items[i]->text, strcspn(at, " ")) != 0 ||
               strlen(list->items[i]->text) != strcspn(at, " "))
        {
            at += strcspn(at, " ") + 1;
            bit <<= 1;
        }
        proof |= bit;
    }
    return proof;
}

const char *
project_text(const PlanNode *mapping, PlanSection section, const char *key)
{
    const PlanNode *node = plan_node_get(mapping, key);

    return node == NULL ? plan_key_find(section, key)->initial : node->text;
}

static const char *const *
words(void *owner, const PlanNode *mapping, const char *key)
{
    const PlanNode *list = plan_node_get(mapping, key);
    size_t count = count_of(list);
    const char **texts = mem_array(owner, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
    {
        texts[i] = copy(owner, list->items[i]);
    }
    return texts;
}

/* Without the line end that a block scalar brings. */
static char *
copy(void *owner, const PlanNode *node)
{
    size_t length = node->length;

    while (length > 0 && node->text[length - 1] == '\n')
    {
        length--;
    }
    return mem_strndup(owner, node->text, length);
}

static int64_t
duration_ms(const PlanNode *mapping, PlanSection section, const char *key)
{
    int64_t result_ms = 0;

    plan_value_duration(project_text(mapping, section, key), &result_ms);
    return result_ms;
}

static size_t
count_of(const PlanNode *list)
{
    return list == NULL ? 0 : list->count;
}

static char *
folder_of(void *owner, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? mem_strdup(owner, ".")
                         : mem_strndup(owner, path, slash == path ? 1 : (size_t) (slash - path));
}
