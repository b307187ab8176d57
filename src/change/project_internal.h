/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of change/project share.
 *
 *   project.c        finds and loads the file; look-ups
 *   project_check.c  what the keys cannot say: P4xx
 *   project_fill.c   tree → Project
 */
#ifndef CHANGE_PROJECT_INTERNAL_H
#define CHANGE_PROJECT_INTERNAL_H

#include "change/project.h"
#include "plan_internal.h"

extern const PlanDocument project_document;

/* Findings about a tree that the table of keys accepts. */
void project_check(PlanLoad *load);

Project *project_fill(void *owner, const PlanLoad *load);

/* A value that the check has accepted, or its default. */
const char *project_text(const PlanNode *mapping, PlanSection section, const char *key);
unsigned project_proof(const PlanNode *consumer);

#endif
