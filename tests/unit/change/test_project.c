/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows.yaml: what it means, what is wrong in it, where it is found; its schema and its documentation.
 */
#include <jansson.h>
#include <sys/stat.h>

#include "../../../src/change/project_internal.h"
#include "plan_fixture.h"

#define HEAD "consumers:\n"
#define SHOP "  - {name: shop}\n"

static const char full[] = "format: 1\n"
                           "consumers:\n"
                           "  - name: shop\n"
                           "    owner: team checkout\n"
                           "    proof: [lease, inventory]\n"
                           "    roles: [shop_app, shop_ro]\n"
                           "    application_names: [shop/%]\n"
                           "  - name: batch\n"
                           "    proof: [role]\n"
                           "    cadence: 31d\n"
                           "    versions:\n"
                           "      - {version: 1.4.0, role: batch_v14}\n"
                           "      - {version: 2, role: batch_v2}\n"
                           "  - {name: bi, proof: [attestation, connections], tables: []}\n"
                           "maintenance: {roles: [postgres], application_names: [pg_dump, check_%]}\n"
                           "standbys: [host=s1 dbname=shop, 'env:STANDBY2', service=s3]\n"
                           "poolers: ['postgresql://admin@p1:6432/pgbouncer']\n"
                           "evidence:\n"
                           "  - {name: k8s, command: [bin/k8s, --all], consumers: [shop], timeout: 5s, max_age: 1m}\n"
                           "gate: {grace: 90s}\n";

static Project *
load(Fixture *in, const char *text)
{
    const char *path = write_file(in, PROJECT_FILE, text, strlen(text));

    in->diagnostics = diagnostics_new(in->mem);
    return project_load(in->mem, path, in->diagnostics, &in->err);
}

static void
every_key_is_read(void **state)
{
    Fixture *in = fixture(state);
    Project *project = load(in, full);

    assert_non_null(project);
    assert_string_equal(project->folder, in->folder);
    assert_int_equal(project->consumer_count, 3);
    assert_string_equal(project->consumers[0].owner, "team checkout");
    assert_int_equal(project->consumers[0].proof, PROOF_LEASE | PROOF_INVENTORY);
    assert_string_equal(project->consumers[0].roles[1], "shop_ro");
    assert_null(project->consumers[0].roles[2]);
    assert_null(project->consumers[0].tables);
    assert_int_equal(project->consumers[1].cadence_s, 31 * 86400);
    assert_string_equal(project->consumers[1].versions[1].role, "batch_v2");
    assert_int_equal(project->consumers[2].proof, PROOF_ATTESTATION | PROOF_CONNECTIONS);
    assert_non_null(project->consumers[2].tables);
    assert_null(project->consumers[2].tables[0]);
    assert_string_equal(project->maintenance_names[1], "check_%");
    assert_string_equal(project->standbys[1], "env:STANDBY2");
    assert_string_equal(project->evidence[0].command[1], "--all");
    assert_int_equal(project->evidence[0].timeout_ms, 5000);
    assert_int_equal(project->evidence[0].max_age_ms, 60000);
    assert_int_equal(project->grace_ms, 90000);
    assert_int_equal(project->drain_ms, 0);
    assert_ptr_equal(project_consumer(project, "bi"), &project->consumers[2]);
    assert_null(project_consumer(project, "b"));
    assert_null(project_consumer(NULL, "bi"));
}

static void
defaults_are_those_of_a_lease(void **state)
{
    Project *project = load(fixture(state), HEAD SHOP);

    assert_non_null(project);
    assert_int_equal(project->consumers[0].proof, PROOF_LEASE);
    assert_int_equal(project->grace_ms, -1);
    assert_null(project->standbys[0]);
    assert_int_equal(load(fixture(state), "consumers: []\n")->consumer_count, 0);
}

static const struct
{
    const char *code;
    const char *message;
    const char *source;
} samples[] = {
    {"P100", "the file is empty", "# nothing\n"},
    {"P101", "this file must be a mapping with the key \"consumers\", found a list", "- shop\n"},
    {"P102", "unknown key \"consumer\" in bellows.yaml", "consumer: []\n"},
    {"P104", "consumers[1] has no \"name\"", HEAD "  - {owner: me}\n"},
    {"P111", "a second document (\"---\") is not allowed; one project is one file", HEAD SHOP "---\na: b\n"},
    {"P112", "YAML anchors, aliases and tags are not allowed in bellows.yaml", HEAD "  - {name: &a shop}\n"},
    {"P116",
     "\"consumers[1].proof[1]\": \"leases\" is not one of lease, role, connections, inventory, attestation, writes, "
     "reads",
     HEAD "  - {name: shop, proof: [leases]}\n"},
    {"P401", "a password does not belong into bellows.yaml", "standbys: ['host=s1 password=secret']\n"},
    {"P401", "a password does not belong into bellows.yaml", "poolers: ['postgresql://a:secret@p/pgbouncer']\n"},
    {"P402", "\"standbys[1]\" is not a connection string: the connection URL cannot be read", "standbys: ['hst=s1']\n"},
    {"P403", "consumer \"shop\" is listed twice (first at line 2)", HEAD SHOP SHOP},
    {"P404", "consumer \"shop\" could never pass: connections, inventory, writes and reads only say no",
     HEAD "  - {name: shop, proof: [connections]}\n"},
    {"P405", "proof by role needs the role of each version of \"shop\"", HEAD "  - {name: shop, proof: [role]}\n"},
    {"P405", "role \"a\" is of no version of \"shop\"",
     HEAD "  - {name: shop, proof: [role], roles: [a], versions: [{version: 1, role: b}]}\n"},
    {"P406", "role \"r\" is given to two versions (first at line 2)",
     HEAD "  - {name: shop, versions: [{version: 1, role: r}]}\n  - {name: b, versions: [{version: 1, role: r}]}\n"},
    {"P407", "no evidence says who runs \"shop\", which inventory is to prove",
     HEAD "  - {name: shop, proof: [lease, inventory]}\n"},
    {"P407", "evidence is about \"shop\", whose proof does not name inventory",
     HEAD SHOP "evidence: [{name: e, command: [x], consumers: [shop]}]\n"},
    {"P408", "there is no consumer \"shop\"", "evidence: [{name: e, command: [x], consumers: [shop]}]\n"},
};

static void
what_is_wrong_is_told_with_its_code(void **state)
{
    Fixture *in = fixture(state);

    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
    {
        assert_null(load(in, samples[i].source));
        assert_false(error_is_set(&in->err));
        assert_int_equal(in->diagnostics->errors, 1);
        assert_string_equal(in->diagnostics->items[0].code, samples[i].code);
        assert_string_equal(in->diagnostics->items[0].message, samples[i].message);
        assert_null(strstr(diagnostics_format(in->mem, in->diagnostics), "secret"));
    }
}

static void
a_pattern_matches_as_it_says(void **state)
{
    static const struct
    {
        const char *pattern;
        const char *text;
        bool matches;
    } rows[] = {
        {"shop/%", "shop/1.4.0", true},
        {"shop/%", "shop/", true},
        {"shop/%", "shop", false},
        {"%", "", true},
        {"", "", true},
        {"", "a", false},
        {"%b%b", "abcb", true},
        {"%b%b", "abc", false},
        {"a%c", "abcc", true},
        {"a%c%", "abcd", true},
        {"a_c", "abc", false},
        {"puma%[shop]", "puma 5 [shop]", true},
    };

    (void) state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    {
        assert_int_equal(project_matches(rows[i].pattern, rows[i].text), rows[i].matches);
    }
}

static void
it_is_found_beside_the_plans_or_above(void **state)
{
    Fixture *in = fixture(state);
    char *plans = mem_printf(in->mem, "%s/plans", in->folder);
    char *found;

    write_file(in, PROJECT_FILE, HEAD SHOP, strlen(HEAD SHOP));
    assert_int_equal(mkdir(plans, 0700), 0);
    found = project_find(in->mem, plans);
    assert_non_null(found);
    assert_non_null(project_load(in->mem, found, in->diagnostics, &in->err));
    assert_string_equal(found, mem_printf(in->mem, "%s/../bellows.yaml", plans));
    assert_int_equal(rmdir(plans), 0);
}

static void
compare_section(Fixture *in, const json_t *schema, PlanSection section, const char *docs)
{
    const PlanKey *keys = NULL;
    size_t count = plan_keys(section, &keys);

    for (size_t i = 0; i < count; i++)
    {
        const json_t *property = json_object_get(json_object_get(schema, "properties"), keys[i].name);
        const char *initial = keys[i].initial == NULL ? "" : keys[i].initial;
        const char *quote = *initial == '\0' ? "" : "`";
        char *row =
            mem_printf(in->mem, "| `%s` | %s%s%s | %s |\n", keys[i].name, keys[i].is_required ? "required" : quote,
                       keys[i].is_required ? "" : initial, keys[i].is_required ? "" : quote, keys[i].description);

        assert_string_equal(json_string_value(json_object_get(property, "description")), keys[i].description);
        if (strstr(docs, row) == NULL)
        {
            fail_msg("docs/project-file.md lacks the line\n%s", row);
        }
        if (keys[i].shape == PLAN_SHAPE_LIST || keys[i].shape == PLAN_SHAPE_MAPPING)
        {
            const json_t *items = json_object_get(property, "items");

            compare_section(in, items == NULL ? property : items, keys[i].child, docs);
        }
    }
}

static void
schema_and_documentation_have_every_key(void **state)
{
    Fixture *in = fixture(state);
    json_t *schema = json_loads(project_json_schema(in->mem), JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(schema);
    compare_section(in, schema, PLAN_SECTION_PROJECT, read_file(in->mem, "docs/project-file.md"));
    json_decref(schema);
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        PLAN_TEST(every_key_is_read),
        PLAN_TEST(defaults_are_those_of_a_lease),
        PLAN_TEST(what_is_wrong_is_told_with_its_code),
        PLAN_TEST(a_pattern_matches_as_it_says),
        PLAN_TEST(it_is_found_beside_the_plans_or_above),
        PLAN_TEST(schema_and_documentation_have_every_key),
    };

    return enter_root() ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
