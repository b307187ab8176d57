/* SPDX-License-Identifier: PostgreSQL */
/*
 * Lists of a command as one text each, for tests that compare many commands.
 */
#ifndef TESTS_SQL_COMMAND_SHOWN_H
#define TESTS_SQL_COMMAND_SHOWN_H

#include "command_fixture.h"

/* "a s.b" */
static inline const char *
shown_names(const Command *command)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < command->name_count; i++)
    {
        mem_append(&text, "%s%s", i == 0 ? "" : " ", shown_name(command->names[i]));
    }
    return text;
}

/* "a:AS b:RX" in the order in which they were found. */
static inline const char *
shown_uses(const Command *command)
{
    static const char *const modes[] = {
        [LOCK_NONE] = "-",
        [LOCK_ACCESS_SHARE] = "AS",
        [LOCK_ROW_SHARE] = "RS",
        [LOCK_ROW_EXCLUSIVE] = "RX",
        [LOCK_SHARE_UPDATE_EXCLUSIVE] = "SUE",
        [LOCK_SHARE] = "SHR",
        [LOCK_SHARE_ROW_EXCLUSIVE] = "SRE",
        [LOCK_EXCLUSIVE] = "EXL",
        [LOCK_ACCESS_EXCLUSIVE] = "AEL",
    };
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < command->use_count; i++)
    {
        mem_append(&text, "%s%s:%s", i == 0 ? "" : " ", shown_name(command->uses[i].relation),
                   modes[command->uses[i].lock]);
    }
    return text;
}

/* "f/2 nextval/1=s": with the number of arguments, and the first where it is a literal. */
static inline const char *
shown_calls(const Command *command)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < command->call_count; i++)
    {
        const CommandCall *call = &command->calls[i];

        mem_append(&text, "%s%s/%zu%s%s", i == 0 ? "" : " ", shown_name(call->function), call->argument_count,
                   call->argument == NULL ? "" : "=", call->argument == NULL ? "" : call->argument);
    }
    return text;
}

/* "INSERT a:RX; SELECT b:AS": the body's words, names, member and relations. */
static inline const char *
shown_body(const Command *command)
{
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < command->body_count; i++)
    {
        const Command *inner = &command->body[i];
        const char *names = shown_names(inner);
        const char *uses = shown_uses(inner);

        mem_append(&text, "%s%s%s%s%s%s", i == 0 ? "" : "; ", inner->words, names[0] == '\0' ? "" : " ", names,
                   uses[0] == '\0' ? "" : " ", uses);
    }
    return text;
}

/* What a command says beside its kind: "a s.b .member >new @target.part {options} roles:x [members]" and the flags that
 * are set. */
static inline const char *
shown_command(const Command *command)
{
    const struct
    {
        bool is_set;
        const char *words;
    } flags[] = {
        {command->if_exists, "if exists"},
        {command->if_not_exists, "if not exists"},
        {command->or_replace, "or replace"},
        {command->cascade, "cascade"},
        {command->only, "only"},
        {command->concurrently, "concurrently"},
        {command->full, "full"},
        {command->analyze, "analyze"},
        {command->is_local, "local"},
        {command->is_default, "default"},
        {command->is_all, "all"},
        {command->is_restrictive, "restrictive"},
        {command->is_temporary, "temporary"},
        {command->is_unlogged, "unlogged"},
        {command->has_position, "position"},
    };
    const char *target = shown_name(command->target);
    const struct
    {
        const char *mark;
        const char *text;
        const char *end;
    } parts[] = {
        {"", shown_names(command), ""},         {".", command->member, ""},
        {">", command->new_name, ""},           {"@", target[0] == '\0' ? NULL : target, ""},
        {"@.", command->target_member, ""},     {"{", joined(command->options), "}"},
        {"roles:", joined(command->roles), ""}, {"[", joined(command->members), "]"},
        {"uses:", shown_uses(command), ""},     {"calls:", shown_calls(command), ""},
    };
    char *text = mem_strdup(mem, "");

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
    {
        if (parts[i].text != NULL && parts[i].text[0] != '\0')
        {
            mem_append(&text, "%s%s%s%s", text[0] == '\0' ? "" : " ", parts[i].mark, parts[i].text, parts[i].end);
        }
    }
    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
    {
        mem_append(&text, "%s%s", flags[i].is_set ? (text[0] == '\0' ? "" : ", ") : "",
                   flags[i].is_set ? flags[i].words : "");
    }
    return text;
}

static inline void
assert_shown(const char *sql, const char *shown, const char *expected)
{
    if (strcmp(shown, expected) != 0)
    {
        fail_msg("%s:\n  is       %s\n  expected %s", sql, shown, expected);
    }
}

#endif
