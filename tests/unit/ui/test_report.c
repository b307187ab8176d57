/* SPDX-License-Identifier: PostgreSQL */
/*
 * ui/report against tests/golden/report/: every report in every style, from structs made here. With
 * BELLOWS_GOLDEN_UPDATE=1 the files are written instead; look at the difference before you keep it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ui/report.h"

static const ReportStyle human = {REPORT_HUMAN, false};
static const ReportStyle json = {REPORT_JSON, false};
static const ReportStyle ndjson = {REPORT_NDJSON, false};
static const ReportStyle sql = {REPORT_SQL, false};
static const ReportStyle markdown = {REPORT_MARKDOWN, false};
static const ReportStyle coloured = {REPORT_HUMAN, true};

static const ReportServer server = {150018, "app on /run/postgresql:5432 as shop"};

#define VERSION "20261122093000"

static char *
golden_path(void *owner, const char *name)
{
    const char *root = getenv("BELLOWS_ROOT");

    return mem_printf(owner, "%s/tests/golden/report/%s", root == NULL ? "." : root, name);
}

static void
compare(const char *name, const char *text)
{
    void *mem = mem_root("test");
    const char *path = golden_path(mem, name);
    const char *update = getenv("BELLOWS_GOLDEN_UPDATE");
    bool writes = update != NULL && strcmp(update, "1") == 0;
    FILE *file = fopen(path, writes ? "w" : "r");
    char *expected = mem_array(mem, char, 100000);

    if (file == NULL)
    {
        fail_msg("could not open %s", path);
        return;
    }
    if (writes)
    {
        fputs(text, file);
    }
    else
    {
        expected[fread(expected, 1, 99999, file)] = '\0';
        assert_string_equal(text, expected);
    }
    fclose(file);
    mem_free(mem);
}

/* ---- a plan ---- */

static const DdlStatement statements[] = {
    {.kind = DDL_ADD_COLUMN,
     .tag = "ALTER TABLE ADD COLUMN",
     .sql = "ALTER TABLE customer ADD COLUMN phone_number bigint"},
    {.kind = DDL_DROP_COLUMN, .tag = "ALTER TABLE DROP COLUMN", .sql = "ALTER TABLE customer DROP COLUMN phone"},
};

static RelationLock locks[] = {{"public.customer", LOCK_ACCESS_EXCLUSIVE}};

static const Classification classifications[] = {
    {.change_class = CLASS_EXPAND,
     .lock = LOCK_ACCESS_EXCLUSIVE,
     .locks = locks,
     .lock_count = 1,
     .breaks_new = true,
     .semver = SEMVER_MINOR},
    {.change_class = CLASS_CONTRACT,
     .lock = LOCK_ACCESS_EXCLUSIVE,
     .locks = locks,
     .lock_count = 1,
     .breaks_old = true,
     .loses_data = true,
     .semver = SEMVER_MAJOR,
     .note = "Whoever still reads the column fails."},
};

static StatementVerdict verdicts[] = {
    {.statement = &statements[0], .classification = &classifications[0]},
    {.statement = &statements[1], .classification = &classifications[1]},
};

static const CatalogTable customer = {
    .schema = "public", .name = "customer", .rows_estimate = 1234567, .bytes = 187654321};

static TableChange tables[] = {{.table = &customer}};

static const char *const falls[] = {"index customer_phone_idx", NULL};

static const Resolution resolution = {
    .tables = tables,
    .table_count = 1,
    .verdicts = verdicts,
    .verdict_count = 2,
    .semver = SEMVER_MAJOR,
    .needs_contract = true,
    .falls = falls,
};

static const DiskNeed disk[] = {
    {.table = &customer,
     .heap = 60000000,
     .toast = 0,
     .indexes = 50000000,
     .sort = 20000000,
     .wal = 600000000,
     .kept = 500000000,
     .total = 630000000},
};

static const JournalStep steps[] = {
    {.step = {.id = "expand/01_column:public.customer",
              .phase = PHASE_EXPAND,
              .kind = STEP_TRANSACTION,
              .title = "add phone_number to public.customer with its shim",
              .relation = "public.customer",
              .lock = LOCK_ACCESS_EXCLUSIVE,
              .sql = "ALTER TABLE public.customer ADD COLUMN phone_number bigint;\n"
                     "CREATE TRIGGER shim BEFORE INSERT ON public.customer FOR EACH ROW EXECUTE FUNCTION f();\n"},
     .is_done = true,
     .attempts = 1,
     .started_at = "2026-11-22T09:30:00Z",
     .finished_at = "2026-11-22T09:30:01Z"},
    {.step = {.id = "expand/02_backfill:public.customer",
              .phase = PHASE_EXPAND,
              .kind = STEP_BACKFILL,
              .title = "fill phone_number",
              .relation = "public.customer",
              .lock = LOCK_ROW_EXCLUSIVE,
              .scans = true,
              .remaining = "SELECT 0",
              .sql = "UPDATE public.customer SET phone_number = 1 WHERE ctid >= $1 AND ctid < $2"},
     .is_done = true},
    {.step = {.id = "expand/03_index:customer_phone_number_idx",
              .phase = PHASE_EXPAND,
              .kind = STEP_CONCURRENT,
              .title = "the equal of customer_phone_idx",
              .relation = "public.customer",
              .lock = LOCK_SHARE_UPDATE_EXCLUSIVE,
              .scans = true,
              .probe = "SELECT true AS done",
              .cleanup = "DROP INDEX CONCURRENTLY IF EXISTS public.customer_phone_number_idx",
              .sql = "CREATE INDEX CONCURRENTLY customer_phone_number_idx ON public.customer (phone_number)"}},
    {.step = {.id = "expand/04_verify:public.customer",
              .phase = PHASE_EXPAND,
              .kind = STEP_VERIFY,
              .title = "compare phone and phone_number",
              .relation = "public.customer",
              .lock = LOCK_ACCESS_SHARE,
              .scans = true,
              .settings = "SET TimeZone = 'UTC';",
              .sql = "SELECT count(*) AS mismatches, NULL::text[] AS keys FROM public.customer"}},
    {.step = {.id = "seal/01",
              .phase = PHASE_SEAL,
              .kind = STEP_TRANSACTION,
              .title = "take phone out of sight",
              .relation = "public.customer",
              .lock = LOCK_ACCESS_EXCLUSIVE,
              .sql = "ALTER TABLE public.customer RENAME COLUMN phone TO held_phone;\n"}},
    {.step = {.id = "purge/01",
              .phase = PHASE_PURGE,
              .kind = STEP_TRANSACTION,
              .title = "drop what is held",
              .lock = LOCK_NONE,
              .sql = "ALTER TABLE public.customer DROP COLUMN held_phone;\n"}},
};

static ReportPlan
a_plan(void)
{
    return (ReportPlan){
        .server = server,
        .version = VERSION,
        .slug = "phone_to_bigint",
        .description = "phone numbers become numbers",
        .semver = "major",
        .needs_contract = true,
        .state = STATE_PLANNED,
        .resolution = &resolution,
        .disk = disk,
        .steps = steps,
        .step_count = sizeof(steps) / sizeof(steps[0]),
        .phases = REPORT_ALL_PHASES,
        .next_command = "bellows expand " VERSION,
    };
}

static void
a_plan_shows_verdicts_losses_and_every_step(void **state)
{
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();

    (void) state;
    compare("plan.txt", report_plan(mem, &plan, human));
    compare("plan_coloured.txt", report_plan(mem, &plan, coloured));
    compare("plan.json", report_plan(mem, &plan, json));
    compare("plan.ndjson", report_plan(mem, &plan, ndjson));
    mem_free(mem);
}

static void
a_plan_as_a_script_has_sql_and_comments_only(void **state)
{
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();

    (void) state;
    compare("plan.sql", report_plan(mem, &plan, sql));
    mem_free(mem);
}

static void
a_plan_for_a_pull_request_is_tables_with_the_sql_folded_away(void **state)
{
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();
    Diagnostics *found = diagnostics_new(mem);
    Diagnostic *warning =
        diagnostics_add(found, SEVERITY_WARNING, "R730", "plans/a.yaml", 9, 5, "column a|b is <gone>");

    (void) state;
    warning->help = mem_strdup(found->mem, "name it in a statement of its own");
    plan.diagnostics = found;
    compare("plan.md", report_plan(mem, &plan, markdown));
    compare("diagnostics.md", report_diagnostics(mem, found, NULL, markdown));
    plan.resolution = NULL;
    plan.disk = NULL;
    plan.is_stored = true;
    plan.state = STATE_EXPANDING;
    compare("plan_stored.md", report_plan(mem, &plan, markdown));
    mem_free(mem);
}

/* Names, SQL and descriptions are other people's: whatever is in them, the tables and blocks stay whole. */
static void
markdown_survives_every_character(void **state)
{
    static const DdlStatement awkward = {.tag = "ALTER `` TABLE", .sql = "SELECT '```', '|' -- </details>\n"};
    static RelationLock locked[] = {{"\"a|`b\"", LOCK_SHARE}};
    static const Classification facts = {.lock = LOCK_SHARE, .locks = locked, .lock_count = 1, .note = "*1* [x](y)"};
    static StatementVerdict verdict[] = {{.statement = &awkward, .classification = &facts, .table = RESOLVE_NO_TABLE}};
    static const JournalStep step[] = {
        {.step = {.id = "expand/01:\"a|`b\"",
                  .title = "add a_b | `c` to\nd",
                  .relation = "public.\"a|`b\"",
                  .sql = "SELECT '````';\n"}},
    };
    const Resolution result = {.verdicts = verdict, .verdict_count = 1};
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();

    (void) state;
    plan.description = "a | b\n# <b>no</b> heading & `code`";
    plan.slug = "`";
    plan.resolution = &result;
    plan.steps = step;
    plan.step_count = 1;
    plan.next_command = "";
    compare("plan_awkward.md", report_plan(mem, &plan, markdown));
    mem_free(mem);
}

static void
sizes_are_not_known_on_a_throw_away_server_or_before_analyze(void **state)
{
    static const CatalogTable fresh = {.schema = "public", .name = "customer", .rows_estimate = -1, .bytes = 8192};
    static TableChange changed[] = {{.table = &fresh}};
    static const Classification rewrite = {.lock = LOCK_ACCESS_EXCLUSIVE, .scans = true, .rewrites = true};
    static StatementVerdict verdict[] = {{.statement = &statements[0], .classification = &rewrite}};
    const Resolution result = {.tables = changed, .table_count = 1, .verdicts = verdict, .verdict_count = 1};
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();

    (void) state;
    plan.resolution = &result;
    compare("plan_fresh.txt", report_plan(mem, &plan, human));
    compare("plan_fresh.md", report_plan(mem, &plan, markdown));
    plan.schema_path = "db/schema.sql";
    plan.disk = NULL;
    compare("plan_offline.txt", report_plan(mem, &plan, human));
    compare("plan_offline.md", report_plan(mem, &plan, markdown));
    compare("plan_offline.json", report_plan(mem, &plan, json));
    mem_free(mem);
}

static void
a_stored_plan_shows_what_is_done(void **state)
{
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();

    (void) state;
    plan.resolution = NULL;
    plan.disk = NULL;
    plan.is_stored = true;
    plan.state = STATE_EXPANDING;
    compare("plan_stored.txt", report_plan(mem, &plan, human));
    compare("plan_stored.json", report_plan(mem, &plan, json));
    mem_free(mem);
}

static void
a_dry_run_shows_its_own_phases_only(void **state)
{
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();

    (void) state;
    plan.phases = 1U << PHASE_TIGHTEN | 1U << PHASE_SEAL;
    compare("plan_contract.txt", report_plan(mem, &plan, human));
    mem_free(mem);
}

static void
the_sql_of_every_step_is_shown_byte_for_byte(void **state)
{
    void *mem = mem_root("test");
    ReportPlan plan = a_plan();
    const char *text = report_plan(mem, &plan, human);

    (void) state;
    for (size_t i = 0; i < plan.step_count; i++)
    {
        const char *found = strstr(text, mem_printf(mem, "\n%s", steps[i].step.sql));

        assert_non_null(found);
    }
    mem_free(mem);
}

/* ---- the gate ---- */

static GateEvidence shop_evidence[] = {
    {.grade = 'B',
     .verdict = GATE_BLOCK,
     .what = "instance \"web-1\" runs 1.4.0, its lease runs until 09:31:00",
     .age_s = 3,
     .remedy = "Stop it, or let it run out.",
     .instance = "web-1",
     .version = "1.4.0"},
    {.grade = 'B',
     .verdict = GATE_PASS,
     .what = "instance \"web-2\" runs 1.5.0",
     .age_s = 75,
     .instance = "web-2",
     .version = "1.5.0"},
};

static GateEvidence report_evidence[] = {
    {.grade = 'H', .verdict = GATE_UNKNOWN, .what = "never seen", .age_s = -1, .remedy = "Let someone attest it."},
};

static GateEvidence database_evidence[] = {
    {.grade = 'E', .verdict = GATE_PASS, .what = "no transaction is older than the fence", .age_s = 0},
};

static GateConsumer consumers[] = {
    {"shop", "1.4.0", "1.5.0", false, GATE_BLOCK, shop_evidence, 2, "team checkout"},
    {"reports\n\033[2J", "7", "8", true, GATE_UNKNOWN, report_evidence, 1, NULL},
    {"database", NULL, NULL, false, GATE_PASS, database_evidence, 1, NULL},
};

static const GateReport gate = {
    .plan = VERSION, .verdict = GATE_BLOCK, .is_fenced = true, .consumers = consumers, .consumer_count = 3};

static void
a_gate_is_a_checklist_with_evidence_and_remedies(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    compare("gate.txt", report_gate(mem, &gate, "bellows gate " VERSION, human));
    compare("gate_coloured.txt", report_gate(mem, &gate, "bellows gate " VERSION, coloured));
    compare("gate.json", report_gate(mem, &gate, "bellows gate " VERSION, json));
    mem_free(mem);
}

static void
a_gate_without_applications_says_what_to_declare(void **state)
{
    void *mem = mem_root("test");
    GateReport nobody = {.plan = VERSION,
                         .verdict = GATE_UNKNOWN,
                         .remedy = "The plan names no application; add them under \"applications\"."};

    (void) state;
    compare("gate_nobody.txt", report_gate(mem, &nobody, "bellows gate " VERSION, human));
    mem_free(mem);
}

static void
a_gate_with_a_project_file_says_so_and_what_to_declare(void **state)
{
    static GateEvidence evidence[] = {
        {.grade = 'A', .verdict = GATE_PASS, .what = "role \"shop_v14\" cannot log in and has no session", .age_s = 0},
        {.grade = 'C',
         .verdict = GATE_BLOCK,
         .what = "kubernetes: pod/web-1 (terminating) is 1.4.0",
         .instance = "pod/web-1",
         .version = "1.4.0",
         .age_s = 4,
         .remedy = "Replace pod/web-1 by version 1.5.0 or later, or remove it."},
    };
    static GateEvidence stranger[] = {
        {.grade = 'E',
         .verdict = GATE_UNKNOWN,
         .what = "role \"bi\" (application name \"psql\", on primary, last seen now) is no declared consumer",
         .age_s = 0,
         .code = "R760",
         .remedy = "Declare it in bellows.yaml, as a consumer or under maintenance."},
    };
    GateConsumer declared[] = {
        {"shop", "1.4.0", "1.5.0", false, GATE_BLOCK, evidence, 2, "team checkout"},
        {"sessions", NULL, NULL, false, GATE_UNKNOWN, stranger, 1, NULL},
    };
    const GateReport report = {
        .plan = VERSION,
        .verdict = GATE_BLOCK,
        .consumers = declared,
        .consumer_count = 2,
        .project = "../bellows.yaml",
        .block = "consumers:\n  - {name: \"bi\", owner: \"?\", proof: [lease], roles: [\"bi\"]}  # seen as \"psql\"\n",
        .hold_s = 3348000};
    void *mem = mem_root("test");

    (void) state;
    compare("gate_project.txt", report_gate(mem, &report, "bellows gate " VERSION, human));
    compare("gate_project.json", report_gate(mem, &report, "bellows gate " VERSION, json));
    mem_free(mem);
}

static void
admission_and_attestation_are_one_line_each(void **state)
{
    void *mem = mem_root("test");
    GateAttestation attestation = {VERSION, "reports", "ann", "cron of host a", "retired in May", "14d", NULL};

    (void) state;
    compare("admit_yes.txt", report_admit(mem, "shop", "1.5.0", NULL, human));
    compare("admit_no.txt", report_admit(mem, "shop", "1.4.0", "the fence needs 1.5.0", human));
    compare("admit_no.json", report_admit(mem, "shop", "1.4.0", "the fence needs 1.5.0", json));
    compare("attestation.txt", report_attestation(mem, &attestation, "bellows gate " VERSION, human));
    compare("mapping.txt", report_mapping(mem, "shop", "sha256:12ab", "1.5.0", "1.4.0", human));
    compare("mapping.json", report_mapping(mem, "shop", "sha256:12ab", "1.5.0", NULL, json));
    compare("attestation.json", report_attestation(mem, &attestation, "bellows gate " VERSION, json));
    mem_free(mem);
}

static void
rules_of_a_backfill_are_one_line_each(void **state)
{
    void *mem = mem_root("test");
    ReportRule rule = {VERSION, "phone", 0, NULL, "bellows resume " VERSION};

    (void) state;
    compare("rule_pause.txt", report_rule(mem, &rule, human));
    rule.ratio = 0.25;
    rule.until = "2026-12-01T14:00:00Z";
    compare("rule_throttle.txt", report_rule(mem, &rule, human));
    compare("rule_throttle.json", report_rule(mem, &rule, json));
    rule = (ReportRule){VERSION, "phone", 1, NULL, "bellows status " VERSION};
    compare("rule_resume.txt", report_rule(mem, &rule, human));
    mem_free(mem);
}

/* ---- status ---- */

static const JournalBackfill backfills[] = {
    {.step = "expand/02_backfill:public.customer",
     .relation = "public.customer",
     .rows_done = 120000,
     .rows_estimate = 1234567,
     .pass = 1,
     .rate = 18250.25,
     .eta_s = 61,
     .waiting_for = "replay lag of s1: 12s (limit 10s)",
     .ratio = 0.5,
     .utilisation = 1.2,
     .band = "halve",
     .started_at = "2026-11-22T09:30:01Z",
     .updated_at = "2026-11-22T09:30:08Z"},
    {.step = "expand/02_backfill:public.contact",
     .relation = "public.contact",
     .rows_done = 4000,
     .rows_estimate = -1,
     .pass = 2,
     .eta_s = -1,
     .ratio = 1,
     .utilisation = -1,
     .is_done = true},
};

static const char *const changes[] = {
    "ALTER TABLE customer ADD COLUMN phone_number bigint;\nALTER TABLE customer DROP COLUMN phone;", NULL};

static const PlanApplication applications[] = {{"shop", "1.5.0", "1.6.0", false, 4}};

static const JournalPlan expanding = {
    .state = STATE_EXPANDING, .semver = "major", .created_at = "2026-11-22T09:30:00Z"};

static const JournalPlan sealed = {.state = STATE_SEALED,
                                   .semver = "major",
                                   .created_at = "2026-11-20T09:30:00Z",
                                   .expanded_at = "2026-11-20T09:40:00Z",
                                   .fenced_at = "2026-11-21T09:00:00Z",
                                   .sealed_at = "2026-11-21T09:30:00Z",
                                   .hold_until = "2026-11-22T09:30:00Z",
                                   .hold_left_s = 3600 * 7 + 125};

static const ReportStatusPlan status_plans[] = {
    {.version = "20261119093000",
     .slug = "add_email",
     .description = "done",
     .state = STATE_PURGED,
     .next_command = ""},
    {.version = "20261120093000",
     .slug = "drop_fax",
     .description = "nobody sends faxes",
     .state = STATE_SEALED,
     .journal = &sealed,
     .next_command = "bellows purge 20261120093000"},
    {.version = VERSION,
     .slug = "phone_to_bigint",
     .description = "phone numbers become numbers",
     .state = STATE_EXPANDING,
     .journal = &expanding,
     .changes = changes,
     .gate = &gate,
     .backfills = backfills,
     .backfill_count = 2,
     .steps_done = 2,
     .step_count = 4,
     .next_command = "bellows expand " VERSION},
    {.version = "20261123093000",
     .slug = "add_total",
     .description = "",
     .state = STATE_PLANNED,
     .applications = applications,
     .application_count = 1,
     .next_command = "bellows expand 20261123093000"},
};

static void
status_shows_each_plan_and_what_it_waits_for(void **state)
{
    void *mem = mem_root("test");
    ReportStatus status = {server, true, "2.1.0", status_plans, 4};

    (void) state;
    compare("status.txt", report_status(mem, &status, human));
    compare("status.json", report_status(mem, &status, json));
    compare("status.ndjson", report_status(mem, &status, ndjson));
    mem_free(mem);
}

static void
status_works_without_a_journal_and_without_plans(void **state)
{
    void *mem = mem_root("test");
    ReportStatus empty = {server, false, "0.0.0", NULL, 0};
    ReportStatus planned = {server, false, "0.0.0", &status_plans[3], 1};

    (void) state;
    compare("status_empty.txt", report_status(mem, &empty, human));
    compare("status_empty.json", report_status(mem, &empty, json));
    compare("status_planned.txt", report_status(mem, &planned, human));
    mem_free(mem);
}

/* ---- the rest ---- */

static void
a_run_ends_with_the_next_command(void **state)
{
    void *mem = mem_root("test");
    ReportRun run = {.verb = "contract",
                     .version = VERSION,
                     .slug = "phone_to_bigint",
                     .from = STATE_EXPANDED,
                     .to = STATE_SEALED,
                     .steps_run = 3,
                     .elapsed_ms = 4321,
                     .comment = "the old shape is out of sight",
                     .hold_until = "2026-11-23T09:30:00Z",
                     .next_command = "bellows purge " VERSION};

    (void) state;
    compare("run.txt", report_run(mem, &run, human));
    compare("run.json", report_run(mem, &run, json));
    run.had_nothing_to_do = true;
    run.to = STATE_PURGED;
    run.hold_until = NULL;
    run.next_command = "";
    compare("run_nothing.txt", report_run(mem, &run, human));
    mem_free(mem);
}

static void
verify_names_the_keys_of_mismatches(void **state)
{
    static const char *const keys[] = {"17", "4711", NULL};
    static const VerifyResult results[] = {
        {.step = "expand/04", .title = "compare phone and phone_number", .relation = "public.customer", .passed = true},
        {.step = "expand/05", .title = "compare name", .relation = "public.contact", .mismatches = 1200, .keys = keys},
        {.step = "expand/06", .title = "assertion 1", .is_assertion = true, .expected = "0", .actual = NULL},
    };
    void *mem = mem_root("test");
    ReportVerify verify = {VERSION, results, 3, "bellows verify " VERSION};
    ReportVerify nothing = {VERSION, NULL, 0, ""};

    (void) state;
    compare("verify.txt", report_verify(mem, &verify, human));
    compare("verify.json", report_verify(mem, &verify, json));
    compare("verify_nothing.txt", report_verify(mem, &nothing, human));
    mem_free(mem);
}

static void
an_error_is_printed_in_postgresql_style_without_passwords(void **state)
{
    void *mem = mem_root("test");
    Error err = {0};

    (void) state;
    error_set_code(&err, ERROR_REFUSED, "R701", "contract refused: postgres://u:secret@h/db\033[2J is in the way");
    error_detail(&err, "shop: instance \"web-1\" runs 1.4.0\nshop: instance \"web-2\" runs 1.4.0");
    error_hint(&err, "Stop them.");
    error_location(&err, "plans/a.yaml:3:7");
    memcpy(err.sqlstate, "42501", sizeof("42501"));
    compare("error.txt", report_error(mem, &err, "nothing was changed", human));
    compare("error.json", report_error(mem, &err, "nothing was changed", json));
    compare("error_coloured.txt", report_error(mem, &err, NULL, coloured));
    error_clear(&err);
    mem_free(mem);
}

static void
findings_are_printed_for_people_and_programs(void **state)
{
    void *mem = mem_root("test");
    Diagnostics *found = diagnostics_new(mem);
    Diagnostic *item =
        diagnostics_add(found, SEVERITY_ERROR, "P102", "plans/a.yaml", 9, 5, "unknown key \"upp\" in changes[1]");

    (void) state;
    item->width = 3;
    item->source_line = mem_strdup(found->mem, "    upp: |");
    item->caret = mem_strdup(found->mem, "did you mean \"up\"?");
    item->note = mem_strdup(found->mem, "allowed here: sql, up, down");
    compare("diagnostics.txt", report_diagnostics(mem, found, "nothing was changed", human));
    compare("diagnostics.json", report_diagnostics(mem, found, "nothing was changed", json));
    mem_free(mem);
}

static void
only_refusals_exit_as_a_refusal(void **state)
{
    void *mem = mem_root("test");
    Diagnostics *found = diagnostics_new(mem);

    (void) state;
    diagnostics_add(found, SEVERITY_WARNING, "P305", "a.yaml", 1, 1, "a warning does not count");
    diagnostics_add(found, SEVERITY_ERROR, "R704", "a.yaml", 1, 1, "one");
    assert_int_equal(report_diagnostics_kind(found), ERROR_REFUSED);
    diagnostics_add(found, SEVERITY_ERROR, "P301", "a.yaml", 1, 1, "two");
    assert_int_equal(report_diagnostics_kind(found), ERROR_INVALID);
    mem_free(mem);
}

static void
text_that_is_not_utf8_still_makes_json(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    assert_non_null(strstr(report_admit(mem, "sh\xffop", "1", NULL, json), "\"sh\\\\xffop\""));
    mem_free(mem);
}

static void
numbers_read_as_people_write_them(void **state)
{
    void *mem = mem_root("test");

    (void) state;
    assert_string_equal(report_duration(mem, 0), "0s");
    assert_string_equal(report_duration(mem, 59), "59s");
    assert_string_equal(report_duration(mem, 61), "1m01s");
    assert_string_equal(report_duration(mem, 7325), "2h02m");
    assert_string_equal(report_duration(mem, 90000), "1d01h");
    assert_string_equal(report_count(mem, 0), "0");
    assert_string_equal(report_count(mem, 999), "999");
    assert_string_equal(report_count(mem, 1234567), "1 234 567");
    assert_string_equal(report_bytes(mem, 8192), "8192 bytes");
    assert_string_equal(report_bytes(mem, 16384), "16 kB");
    assert_string_equal(report_bytes(mem, 187654321), "179 MB");
    mem_free(mem);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_shows_verdicts_losses_and_every_step),
        cmocka_unit_test(a_plan_as_a_script_has_sql_and_comments_only),
        cmocka_unit_test(a_plan_for_a_pull_request_is_tables_with_the_sql_folded_away),
        cmocka_unit_test(markdown_survives_every_character),
        cmocka_unit_test(sizes_are_not_known_on_a_throw_away_server_or_before_analyze),
        cmocka_unit_test(a_stored_plan_shows_what_is_done),
        cmocka_unit_test(a_dry_run_shows_its_own_phases_only),
        cmocka_unit_test(the_sql_of_every_step_is_shown_byte_for_byte),
        cmocka_unit_test(a_gate_is_a_checklist_with_evidence_and_remedies),
        cmocka_unit_test(a_gate_without_applications_says_what_to_declare),
        cmocka_unit_test(a_gate_with_a_project_file_says_so_and_what_to_declare),
        cmocka_unit_test(admission_and_attestation_are_one_line_each),
        cmocka_unit_test(rules_of_a_backfill_are_one_line_each),
        cmocka_unit_test(status_shows_each_plan_and_what_it_waits_for),
        cmocka_unit_test(status_works_without_a_journal_and_without_plans),
        cmocka_unit_test(a_run_ends_with_the_next_command),
        cmocka_unit_test(verify_names_the_keys_of_mismatches),
        cmocka_unit_test(an_error_is_printed_in_postgresql_style_without_passwords),
        cmocka_unit_test(findings_are_printed_for_people_and_programs),
        cmocka_unit_test(only_refusals_exit_as_a_refusal),
        cmocka_unit_test(text_that_is_not_utf8_still_makes_json),
        cmocka_unit_test(numbers_read_as_people_write_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
