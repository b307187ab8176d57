/* SPDX-License-Identifier: PostgreSQL */
/*
 * The SQL that bellows runs lives in templates of .sql files in psql's variable syntax, embedded at build.
 *
 *   :"name"   an identifier         (TEMPLATE_IDENTIFIER)
 *   :'name'   a literal             (TEMPLATE_LITERAL; also a function body that was rendered first)
 *   :name     a piece of SQL        (TEMPLATE_SQL, made by sql/ddl or by this module, never by hand from input)
 *
 * A leading comment says what the template does, which lock it takes and why; it is not part of what is rendered.
 * An unknown variable, one of another kind, and one that is given but not used are errors.
 */
#ifndef SQL_TEMPLATE_H
#define SQL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef enum TemplateKind
{
    TEMPLATE_IDENTIFIER,
    TEMPLATE_LITERAL,
    TEMPLATE_SQL,
} TemplateKind;

typedef struct TemplateVariable
{
    const char *name;
    TemplateKind kind;
    const char *value;
} TemplateVariable;

/* Embedded at build by templates/embed.awk, sorted by name ("expand/add_shim" for templates/expand/add_shim.sql). */
typedef struct TemplateSource
{
    const char *name;
    const char *text;
} TemplateSource;

extern const TemplateSource template_sources[];
extern const size_t template_source_count;

/* Renders the template called NAME. The result is trimmed (no leading comment, no blank lines at its ends). An error
 * here is a mistake in the program (kind ERROR_FAILED): tests render every template. */
char *template_render(void *owner, const char *name, const TemplateVariable *variables, size_t count, Error *err);

/* The same for a text that is not a file. */
char *template_render_text(void *owner, const char *text, const TemplateVariable *variables, size_t count, Error *err);

#endif
