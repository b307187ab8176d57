/* SPDX-License-Identifier: PostgreSQL */
/*
 * SIGINT and SIGTERM ask for a stop at the next safe point; a second one ends the program at once. A self-pipe wakes
 * whoever polls a socket. Time for deadlines is monotonic.
 */
#ifndef BASE_INTERRUPT_H
#define BASE_INTERRUPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

void interrupt_install(void);

/* Readable as soon as a stop was asked for; -1 before interrupt_install(). For poll() only. */
int interrupt_fd(void);

/* The signal that asked for a stop, or 0. */
int interrupt_signal(void);

/* True while no stop was asked for; else false with ERROR_INTERRUPTED set. Call it at every safe point. */
bool interrupt_check(Error *err);

/* Milliseconds of a monotonic clock. */
int64_t clock_ms(void);

/* Waits up to TIMEOUT_MS or until a stop is asked for; true when the time passed, false when interrupted. The only
 * place in the program that waits for time to pass. */
bool interrupt_wait(int64_t timeout_ms);

#endif
