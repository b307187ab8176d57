/* SPDX-License-Identifier: PostgreSQL */
/*
 * Every embedded template, rendered with awkward values for each of its variables, is SQL (or a PL/pgSQL body) that
 * parses. A new template with a variable that has no value here fails this test.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/mem.h"
#include "sql/ddl.h"
#include "sql/template.h"

#define VARIANTS 3
/* 63 bytes: 31 letters of two bytes and one of one. */
#define LONG_NAME "äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäx"

static const char *const identifiers[VARIANTS] = {"Weird\"Name", "order", LONG_NAME};
static const char *const literals[VARIANTS] = {"O'Re\\il", "$$", "two\nlines"};

/* What stands for a piece of SQL; a row with a template's name goes before one without. */
static const struct
{
    const char *template;
    const char *variable;
    const char *value;
} pieces[] = {
    {"steps/columns", "search_path", "SET LOCAL search_path = public;\n"},
    {"steps/shape", "actions", "ALTER TABLE pg_temp.bellows_shape ADD COLUMN \"order\" int;\n"},
    {"steps/key_trial", "actions", "ALTER TABLE pg_temp.bellows_shape ADD COLUMN \"order\" int;\n"},
    {NULL, "check", "PREPARE bellows_check AS UPDATE ONLY t SET a = 1;\nDEALLOCATE bellows_check;"},
    {"steps/analyze", "columns", "(a, \"Weird\"\"Name\")"},
    {"steps/nothing_left_body", "columns", "('\"order\"', 'a b')"},
    {"shim/insert_trigger", "condition", "\nWHEN (NEW.\"a b\" IS NULL)"},
    {"shim/tripwire_update", "columns", "\"order\", \"Weird\"\"Name\""},
    {NULL, "actions", "DROP COLUMN \"Weird\"\"Name\""},
    {NULL, "add", "ALTER TABLE t ADD COLUMN \"order\" int;\n"},
    {NULL, "assignments", "\"order\" = 1,\n    b = 2"},
    {NULL, "back", "ALTER TABLE t RENAME COLUMN \"order\" TO a"},
    {NULL, "backs", "true"},
    {NULL, "before", "ALTER PUBLICATION p DROP TABLE t;"},
    {"steps/changed", "columns", "('t', 'order')"},
    {"steps/changed", "objects", ",\n            ('view v', (SELECT 'x'), 'd')"},
    {"steps/rows_copy", "columns", ", t.\"order\""},
    {"steps/rows_copy", "index", "CREATE INDEX ON pg_temp.bellows_rows USING gist (\"order\")"},
    {NULL, "condition", "t.\"order\" IS NULL"},
    {NULL, "count", "3"},
    {NULL, "current", "(SELECT v FROM t WHERE a = 'O''Reil')"},
    {NULL, "defaults", "ALTER TABLE t ALTER COLUMN \"order\" SET DEFAULT NULL;"},
    {NULL, "extras", "COMMENT ON COLUMN t.\"order\" IS 'O''Reil';"},
    {NULL, "function", "CREATE FUNCTION bellows.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"},
    {NULL, "given", "NEW.\"a b\" IS NULL"},
    {NULL, "identity", " ALTER COLUMN \"order\" DROP IDENTITY IF EXISTS,"},
    {NULL, "index", "s.\"Weird\"\"Name\""},
    {NULL, "indexes", "s.\"Weird\"\"Name\";\nDROP INDEX IF EXISTS i"},
    {NULL, "insert", "        NEW.\"order\" := NEW.\"a b\" || 'x';"},
    {NULL, "key", "pg_catalog.concat('id=', t.id)"},
    {NULL, "level", "STATEMENT"},
    {NULL, "maximum", "2147483647"},
    {NULL, "move", "\nDROP TRIGGER IF EXISTS x ON t;"},
    {NULL, "objects", "            ('view v', (SELECT 'x'), 'd')"},
    {"steps/identity", "options", " (START WITH 5)"},
    {NULL, "options", " AS bigint MAXVALUE 5"},
    {NULL, "pin", "SET LOCAL search_path = pg_catalog"},
    {NULL, "percent", "1.500000"},
    {NULL, "range", "t.ctid >= $1::tid AND t.ctid < $2::tid"},
    {NULL, "relations", "ARRAY['\"order\"']"},
    {NULL, "search_path", "public, \"Weird\"\"Name\""},
    {NULL, "sequence", "s.\"Weird\"\"Name\""},
    {NULL, "settings", " SET \"TimeZone\" = 'UTC'"},
    {NULL, "shim", "SELECT 1;\n"},
    {NULL, "source", "ONLY \"order\".\"Weird\"\"Name\""},
    {NULL, "statement", "ALTER TABLE t ADD FOREIGN KEY (\"order\") REFERENCES u NOT VALID"},
    {NULL, "statements", "SELECT 1;\nSELECT 2"},
    {NULL, "tables", "LOCK TABLE ONLY t IN SHARE UPDATE EXCLUSIVE MODE"},
    {NULL, "there", "ALTER TABLE t RENAME COLUMN a TO \"order\""},
    {NULL, "table", "\"order\".\"Weird\"\"Name\""},
    {NULL, "type", "integer"},
    {"shim/tripwire", "triggers", "\nSELECT 1"},
    {NULL, "triggers", "CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();"},
    {NULL, "unfilled", "CASE WHEN t.\"order\" IS NULL THEN true ELSE false END"},
    {NULL, "update", "        NULL;"},
    {NULL, "when", "BY DEFAULT"},
    {NULL, "widths", "(pg_catalog.pg_column_size(t.\"order\")), (4)"},
    {NULL, "values", "(t.a)::text, (t.\"order\")::int"},
};

static const char *
piece(const char *template, const char *variable)
{
    for (size_t pass = 0; pass < 2; pass++)
    {
        for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
        {
            bool is_for_it =
                pass == 0 ? pieces[i].template && strcmp(pieces[i].template, template) == 0 : !pieces[i].template;

            if (is_for_it && strcmp(pieces[i].variable, variable) == 0)
            {
                return pieces[i].value;
            }
        }
    }
    fail_msg("template %s has the variable :%s, which this test has no value for", template, variable);
    return NULL;
}

static const char *
value_of(const TemplateVariable *variable, const char *template, size_t variant)
{
    switch (variable->kind)
    {
        case TEMPLATE_IDENTIFIER:
            return identifiers[variant];
        case TEMPLATE_LITERAL:
            return literals[variant];
        case TEMPLATE_SQL:
            return piece(template, variable->name);
    }
    return NULL;
}

/* The variables of TEXT behind its leading comment, each once; values are set. */
static TemplateVariable *
variables_of(void *mem, const TemplateSource *source, size_t variant, size_t *count)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
    const char *text = source->text;
    TemplateVariable *variables = NULL;

    *count = 0;
    while (strncmp(text, "--", 2) == 0)
    {
        text += strcspn(text, "\n") + 1;
    }
    for (const char *at = strchr(text, ':'); at; at = strchr(at, ':'))
    {
        bool is_quoted = at[1] == '"' || at[1] == '\'';
        size_t length = strspn(at + 1 + is_quoted, letters);
        TemplateVariable found = {
            .name = mem_strndup(mem, at + 1 + is_quoted, length),
            .kind = at[1] == '"'    ? TEMPLATE_IDENTIFIER
                    : at[1] == '\'' ? TEMPLATE_LITERAL
                                    : TEMPLATE_SQL,
        };
        bool is_known = length == 0;

        at += at[1] == ':' || at[1] == '=' ? 2 : 1 + is_quoted + length;
        for (size_t i = 0; i < *count; i++)
        {
            is_known = is_known || (strcmp(variables[i].name, found.name) == 0 && variables[i].kind == found.kind);
        }
        if (!is_known)
        {
            found.value = value_of(&found, source->name, variant);
            *mem_push(mem, variables, *count) = found;
        }
    }
    return variables;
}

static void
check_body(void *mem, const TemplateSource *source, const char *body)
{
    Error err = {0};
    const char *sql =
        mem_printf(mem, "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS %s", quote_literal(mem, body));

    if (!ddl_check_plpgsql(sql, &err))
    {
        fail_msg("%s: %s\n%s", source->name, err.message, body);
    }
}

static void
check_sql(void *mem, const TemplateSource *source, const char *sql)
{
    Error err = {0};
    DdlErrorPlace place;
    DdlScript *script;

    if (!ddl_parse(mem, sql, &script, &place, &err))
    {
        fail_msg("%s: %s\n%s", source->name, err.message, sql);
    }
    assert_true(script->count > 0);
    for (size_t i = 0; i < script->count; i++)
    {
        bool is_function = strcmp(script->statements[i].tag, "CREATE FUNCTION") == 0;

        /* of a body that is a variable only the quotes are looked at here */
        if (is_function && strstr(script->statements[i].sql, "plpgsql") && strcmp(source->name, "shim/function") != 0 &&
            !ddl_check_plpgsql(script->statements[i].sql, &err))
        {
            fail_msg("%s: %s\n%s", source->name, err.message, script->statements[i].sql);
        }
    }
}

static void
every_template_renders_to_what_parses_with_awkward_values(void **state)
{
    (void) state;
    assert_int_equal(strlen(LONG_NAME), 63);
    assert_true(template_source_count > 0);
    for (size_t i = 0; i < template_source_count * VARIANTS; i++)
    {
        const TemplateSource *source = &template_sources[i / VARIANTS];
        void *mem = mem_root(source->name);
        size_t count;
        TemplateVariable *variables = variables_of(mem, source, i % VARIANTS, &count);
        Error err = {0};
        char *text = template_render(mem, source->name, variables, count, &err);

        if (!text)
        {
            fail_msg("%s: %s", source->name, err.message);
        }
        if (strstr(source->name, "body"))
        {
            check_body(mem, source, text);
        }
        else
        {
            check_sql(mem, source, text);
        }
        mem_free(mem);
    }
}

static void
every_template_opens_with_what_it_does(void **state)
{
    (void) state;
    for (size_t i = 0; i < template_source_count; i++)
    {
        if (strncmp(template_sources[i].text, "-- ", 3) != 0)
        {
            fail_msg("%s does not open with a comment", template_sources[i].name);
        }
    }
}

static void
every_value_of_this_test_is_used(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++)
    {
        void *mem = mem_root("pieces");
        bool is_used = false;

        for (size_t j = 0; j < template_source_count; j++)
        {
            const TemplateSource *source = &template_sources[j];
            size_t count;
            TemplateVariable *variables = variables_of(mem, source, 0, &count);

            for (size_t k = 0; k < count; k++)
            {
                is_used = is_used || (variables[k].kind == TEMPLATE_SQL && variables[k].value == pieces[i].value);
            }
        }
        if (!is_used)
        {
            fail_msg("no template has the variable :%s any more", pieces[i].variable);
        }
        mem_free(mem);
    }
}

static int
release(void **state)
{
    (void) state;
    ddl_exit();
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_template_renders_to_what_parses_with_awkward_values),
        cmocka_unit_test(every_template_opens_with_what_it_does),
        cmocka_unit_test(every_value_of_this_test_is_used),
    };

    return cmocka_run_group_tests(tests, NULL, release);
}
