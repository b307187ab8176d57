/* SPDX-License-Identifier: PostgreSQL */
/*
 * Reads SQL from stdin, or from the files given, and writes the commands in it, one a line, those of a body below it:
 *
 *   words [tag] object names … and every field that says something
 *
 * Usage: commands [-t] [FILE…]; -t: only counts and times. A file is one text; what does not parse is reported with its
 * place, and the exit status is 3.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "sql/command.h"

typedef struct Totals
{
    size_t texts;
    size_t statements;
    size_t commands;
    size_t opaque;
    double seconds;
} Totals;

static char *read_all(void *mem, FILE *in);
static bool show_text(void *mem, const char *name, const char *text, Totals *totals, bool quiet);
static void count(const Command *commands, size_t n, Totals *totals);
static void show(void *mem, const Command *command, int depth);
static void show_parts(void *mem, const Command *command, int depth);
static void show_flags(const Command *command);
static void show_texts(const char *label, const char *const *texts);
static void show_text_field(const char *label, const char *text);
static void show_name(const char *label, QualifiedName name);
static void show_expression(void *mem, const char *label, const CommandExpression *expression);
static void show_calls(const CommandCall *calls, size_t n);
static void show_column(void *mem, const CommandColumn *column);
static void show_constraint(void *mem, const CommandConstraint *constraint);
static void show_function(void *mem, const CommandFunction *function);
static void show_trigger(const CommandTrigger *trigger);
static void show_data(const CommandData *data);
static void show_index(const CommandIndex *index);
static double now(void);

int
main(int argc, char **argv)
{
    bool quiet = argc > 1 && strcmp(argv[1], "-t") == 0;
    int first = quiet ? 2 : 1;
    Totals totals = {0};
    bool parses = true;

    for (int i = first; i < argc || i == first; i++)
    {
        void *mem = mem_root("commands");
        FILE *in = i < argc ? fopen(argv[i], "r") : stdin;

        if (in == NULL)
        {
            perror(argv[i]);
            mem_free(mem);
            return EXIT_FAILURE;
        }
        parses = show_text(mem, i < argc ? argv[i] : "-", read_all(mem, in), &totals, quiet) && parses;
        if (in != stdin)
        {
            (void) fclose(in);
        }
        mem_free(mem);
    }
    if (quiet)
    {
        printf("%zu texts, %zu statements, %zu commands, %zu opaque, %.3f s, %.0f statements/s\n", totals.texts,
               totals.statements, totals.commands, totals.opaque, totals.seconds,
               (double) totals.statements / totals.seconds);
    }
    ddl_exit();
    return parses ? EXIT_SUCCESS : 3;
}

static char *
read_all(void *mem, FILE *in)
{
    char *text = NULL;
    size_t length = 0;
    int byte;

    while ((byte = getc(in)) != EOF)
    {
        *mem_push(mem, text, length) = (char) byte;
    }
    *mem_push(mem, text, length) = '\0';
    return text;
}

static bool
show_text(void *mem, const char *name, const char *text, Totals *totals, bool quiet)
{
    CommandList *list;
    DdlErrorPlace place;
    Error err = {0};
    double start = now();
    bool parses = command_parse(mem, text, &list, &place, &err);

    totals->seconds += now() - start;
    totals->texts++;
    if (!parses)
    {
        printf("ERROR %s at %zu: %s\n", name, place.offset, err.message);
        error_clear(&err);
        return false;
    }
    count(list->commands, list->count, totals);
    for (size_t i = 0; i < list->count; i++)
    {
        totals->statements += list->commands[i].part == 0 ? 1 : 0;
        if (!quiet)
        {
            show(mem, &list->commands[i], 0);
        }
    }
    return true;
}

static void
count(const Command *commands, size_t n, Totals *totals)
{
    for (size_t i = 0; i < n; i++)
    {
        totals->commands++;
        totals->opaque += commands[i].opaque != NULL ? 1 : 0;
        count(commands[i].body, commands[i].body_count, totals);
    }
}

static void
show(void *mem, const Command *command, int depth)
{
    printf("%*s%s [%s] %zu+%zu", depth * 4, "", command->words, command->tag, command->offset, command->length);
    if (command->part_count > 1)
    {
        printf(" part %zu/%zu", command->part, command->part_count);
    }
    printf(" object=%s", command_object_words(command->object));
    for (size_t i = 0; i < command->name_count; i++)
    {
        show_name("name", command->names[i]);
    }
    show_text_field("member", command->member);
    show_text_field("new_name", command->new_name);
    show_name("target", command->target);
    show_text_field("target_member", command->target_member);
    show_flags(command);
    show_texts("options", command->options);
    show_texts("roles", command->roles);
    show_texts("members", command->members);
    show_texts("like_options", command->like_options);
    for (size_t i = 0; i < command->like_count; i++)
    {
        show_name("like", command->likes[i]);
    }
    for (size_t i = 0; i < command->parent_count; i++)
    {
        show_name("parent", command->parents[i]);
    }
    if (command->partition_strategy != 0)
    {
        printf(" partition_strategy=%c", command->partition_strategy);
    }
    show_texts("partition_columns", command->partition_columns);
    show_text_field("bound", command->bound);
    if (command->base.name[0] != '\0')
    {
        printf(" base=%s", command_type_text(mem, &command->base));
    }
    show_parts(mem, command, depth);
}

static void
show_parts(void *mem, const Command *command, int depth)
{
    show_expression(mem, "expression", command->expression);
    for (size_t i = 0; i < command->use_count; i++)
    {
        static const char *const locks[] = {"none", "AS", "RS", "RX", "SUE", "SHR", "SRE", "EXL", "AEL"};

        show_name("use", command->uses[i].relation);
        printf(":%s", locks[command->uses[i].lock]);
    }
    show_calls(command->calls, command->call_count);
    if (command->index != NULL)
    {
        show_index(command->index);
    }
    if (command->function != NULL)
    {
        show_function(mem, command->function);
    }
    if (command->trigger != NULL)
    {
        show_trigger(command->trigger);
    }
    if (command->data != NULL)
    {
        show_data(command->data);
    }
    for (size_t i = 0; i < command->column_count; i++)
    {
        printf("\n%*s", depth * 4 + 4, "");
        show_column(mem, &command->columns[i]);
    }
    for (size_t i = 0; i < command->constraint_count; i++)
    {
        printf("\n%*s", depth * 4 + 4, "");
        show_constraint(mem, &command->constraints[i]);
    }
    show_text_field("opaque", command->opaque);
    printf("\n");
    for (size_t i = 0; i < command->body_count; i++)
    {
        show(mem, &command->body[i], depth + 1);
    }
}

static void
show_flags(const Command *command)
{
    static const char *const locks[] = {"none", "AS", "RS", "RX", "SUE", "SHR", "SRE", "EXL", "AEL"};
    const struct
    {
        const char *name;
        bool is_set;
    } flags[] = {
        {"if_exists", command->if_exists},
        {"if_not_exists", command->if_not_exists},
        {"or_replace", command->or_replace},
        {"cascade", command->cascade},
        {"only", command->only},
        {"concurrently", command->concurrently},
        {"temporary", command->is_temporary},
        {"unlogged", command->is_unlogged},
        {"full", command->full},
        {"user", command->user},
        {"with_no_data", command->with_no_data},
        {"local", command->is_local},
        {"default", command->is_default},
        {"restrictive", command->is_restrictive},
        {"has_position", command->has_position},
        {"all", command->is_all},
        {"analyze", command->analyze},
    };

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
    {
        if (flags[i].is_set)
        {
            printf(" %s", flags[i].name);
        }
    }
    if (command->lock != LOCK_NONE)
    {
        printf(" lock=%s", locks[command->lock]);
    }
}

static void
show_texts(const char *label, const char *const *texts)
{
    for (size_t i = 0; texts[i] != NULL; i++)
    {
        printf("%s%s", i == 0 ? " " : ",", i == 0 ? label : "");
        printf("%s%s", i == 0 ? "=" : "", texts[i]);
    }
}

static void
show_text_field(const char *label, const char *text)
{
    if (text != NULL)
    {
        printf(" %s=\"%s\"", label, text);
    }
}

static void
show_name(const char *label, QualifiedName name)
{
    if (name.name != NULL)
    {
        printf(" %s=%s%s%s", label, name.schema == NULL ? "" : name.schema, name.schema == NULL ? "" : ".", name.name);
    }
}

static void
show_expression(void *mem, const char *label, const CommandExpression *expression)
{
    if (expression == NULL)
    {
        return;
    }
    printf(" %s={%s", label, expression->text);
    show_texts("| columns", expression->columns);
    show_texts("operators", expression->operators);
    show_calls(expression->calls, expression->call_count);
    printf("%s%s%s", expression->is_constant ? " constant" : "", expression->is_null ? " null" : "",
           expression->has_subquery ? " subquery" : "");
    if (expression->cast_column != NULL)
    {
        printf(" cast=%s:%s", expression->cast_column, command_type_text(mem, &expression->cast_type));
    }
    show_texts("proves_not_null", expression->proves_not_null);
    printf("}");
}

static void
show_calls(const CommandCall *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
    {
        show_name("call", calls[i].function);
        printf("/%zu", calls[i].argument_count);
        if (calls[i].argument != NULL)
        {
            printf("('%s')", calls[i].argument);
        }
    }
}

static void
show_column(void *mem, const CommandColumn *column)
{
    printf("column %s %s %zu+%zu", column->name == NULL ? "?" : column->name, command_type_text(mem, &column->type),
           column->offset, column->length);
    printf("%s", column->not_null ? " not_null" : "");
    if (column->type.serial != 0)
    {
        printf(" serial=%d", column->type.serial);
    }
    if (column->identity != 0)
    {
        printf(" identity=%c", column->identity);
    }
    show_text_field("collation", column->collation);
    show_texts("sequence_options", column->sequence_options);
    show_expression(mem, "fallback", column->fallback);
    show_expression(mem, "generated", column->generated);
}

static void
show_constraint(void *mem, const CommandConstraint *constraint)
{
    printf("constraint %c %zu+%zu", constraint->type, constraint->offset, constraint->length);
    show_text_field("name", constraint->name);
    printf("%s%s%s%s%s", constraint->is_inline ? " inline" : "", constraint->is_not_valid ? " not_valid" : "",
           constraint->is_deferrable ? " deferrable" : "", constraint->nulls_not_distinct ? " nulls_not_distinct" : "",
           constraint->no_inherit ? " no_inherit" : "");
    show_texts("columns", constraint->columns);
    show_name("foreign", constraint->foreign_table);
    show_texts("foreign_columns", constraint->foreign_columns);
    show_text_field("index", constraint->index);
    show_expression(mem, "expression", constraint->expression);
}

static void
show_function(void *mem, const CommandFunction *function)
{
    printf(" function={%s", function->language);
    for (size_t i = 0; i < function->argument_count; i++)
    {
        printf(" argument=%s %s", function->argument_names[i], command_type_text(mem, &function->argument_types[i]));
    }
    printf(" defaults=%zu result=%s", function->default_count, command_type_text(mem, &function->result));
    show_text_field("result_text", function->result_text);
    printf(" volatility=%c%s body=%zu}", function->volatility == 0 ? '-' : function->volatility,
           function->is_standard_sql ? " standard" : "", function->body == NULL ? 0 : strlen(function->body));
}

static void
show_trigger(const CommandTrigger *trigger)
{
    printf(" trigger={");
    show_name("function", trigger->function);
    printf("%s%s%s%s%s%s%s%s", trigger->is_before ? " before" : "", trigger->is_instead ? " instead" : "",
           trigger->is_row ? " row" : "", trigger->is_constraint ? " constraint" : "",
           trigger->on_insert ? " insert" : "", trigger->on_update ? " update" : "",
           trigger->on_delete ? " delete" : "", trigger->on_truncate ? " truncate" : "");
    show_texts("update_columns", trigger->update_columns);
    printf("}");
}

static void
show_data(const CommandData *data)
{
    printf(" data={%s%s%s%s%s%s%s", data->has_where ? " where" : "", data->has_limit ? " limit" : "",
           data->is_values ? " values" : "", data->has_column_list ? " column_list" : "",
           data->has_conflict ? " conflict" : "", data->is_from ? " from" : "", data->has_star ? " star" : "");
    show_texts("columns", data->columns);
    show_texts("nulls", data->nulls);
    printf("}");
}

static void
show_index(const CommandIndex *index)
{
    printf(" index={%s%s%s%s%s", index->method, index->is_unique ? " unique" : "",
           index->has_expression ? " expression" : "", index->has_predicate ? " predicate" : "",
           index->has_collation_or_opclass ? " collation_or_opclass" : "");
    show_texts("keys", index->keys);
    show_texts("mentions", index->mentions);
    show_calls(index->calls, index->call_count);
    printf("}");
}

static double
now(void)
{
    struct timespec time;

    (void) clock_gettime(CLOCK_MONOTONIC, &time);
    return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}
