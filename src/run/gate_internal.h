/* SPDX-License-Identifier: PostgreSQL */
/*
 * What the files of the gate share.
 */
#ifndef RUN_GATE_INTERNAL_H
#define RUN_GATE_INTERNAL_H

#include "run/gate.h"

/* Whether the fence of a plan in this state is down. */
bool gate_is_fenced(PlanState state);

/* Appends one piece of evidence and returns it. */
GateEvidence *gate_add(void *owner, GateConsumer *consumer, char grade, GateVerdict verdict);

/* "4m12s" for an age in seconds; "a moment" below one. */
char *gate_age(void *owner, int64_t age_s);

#endif
