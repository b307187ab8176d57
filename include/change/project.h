/* SPDX-License-Identifier: PostgreSQL */
/*
 * The project file, bellows.yaml: who uses the database and how each is proven; where to look.
 *
 * It is read by the same walk and the same kind of key table as a plan (src/change/plan_project_keys.def); the struct is
 * filled from the checked tree. What concerns a plan's consumers is P4xx. Secrets are never in it: a connection string
 * with a password is refused.
 */
#ifndef CHANGE_PROJECT_H
#define CHANGE_PROJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diagnostic.h"
#include "base/error.h"

#define PROJECT_FILE "bellows.yaml"

/* In the order of the choices in plan_project_keys.def. */
typedef enum ProjectProof
{
    PROOF_LEASE = 1 << 0,
    PROOF_ROLE = 1 << 1,
    PROOF_CONNECTIONS = 1 << 2,
    PROOF_INVENTORY = 1 << 3,
    PROOF_ATTESTATION = 1 << 4,
    PROOF_WRITES = 1 << 5,
    PROOF_READS = 1 << 6,
} ProjectProof;

typedef struct ProjectRole
{
    const char *version;
    const char *role;
} ProjectRole;

/* Lists of words are NULL-terminated and never NULL, but for TABLES: NULL there is all that its roles may touch. */
typedef struct ProjectConsumer
{
    const char *name;
    const char *owner; /* or NULL */
    unsigned proof;    /* bits of ProjectProof */
    const char *const *roles;
    const char *const *application_names;
    ProjectRole *versions;
    size_t version_count;
    const char *const *tables;
    int64_t cadence_s;
} ProjectConsumer;

typedef struct ProjectEvidence
{
    const char *name;
    const char *const *command;
    const char *const *consumers;
    int64_t timeout_ms;
    int64_t max_age_ms;
} ProjectEvidence;

typedef struct Project
{
    const char *path;
    const char *folder; /* of the file; commands start there */
    const char *source; /* its text */
    bool is_stored;     /* it is the journal's copy, not a file: nothing that it names is run or connected to */
    ProjectConsumer *consumers;
    size_t consumer_count;
    const char *const *maintenance_roles;
    const char *const *maintenance_names;
    const char *const *standbys;
    const char *const *poolers;
    ProjectEvidence *evidence;
    size_t evidence_count;
    const char *const *before_purge; /* a command, or NULL */
    int64_t before_purge_ms;
    int64_t grace_ms; /* -1: not given */
    int64_t drain_ms; /* 0: not given */
    int64_t quiet_ms; /* how long the old shape must be unused, at least */
} Project;

/* bellows.yaml in FOLDER (NULL: the working directory) or above it; NULL without an error when there is none. */
char *project_find(void *owner, const char *folder);

/* Loads and checks PATH. NULL with findings in DIAGNOSTICS, or with ERR set where it cannot be read. */
Project *project_load(void *owner, const char *path, Diagnostics *diagnostics, Error *err);

/* The same of the text that the journal keeps; PATH is what messages call it. */
Project *project_load_text(void *owner, const char *path, const char *text, Diagnostics *diagnostics, Error *err);

/* The consumer of this name, or NULL. PROJECT may be NULL. */
const ProjectConsumer *project_consumer(const Project *project, const char *name);

/* Whether TEXT is what PATTERN says, in which % stands for any text. */
bool project_matches(const char *pattern, const char *text);

/* Whether one of the NULL-terminated WORDS is TEXT. */
bool project_lists(const char *const *words, const char *text);

/* The JSON Schema (draft-07) of bellows.yaml; ends with a newline. */
char *project_json_schema(void *owner);

#endif
