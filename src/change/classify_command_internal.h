/* SPDX-License-Identifier: PostgreSQL */
/*
 * Private to the files of classify_command(): one statement that is being judged, and what they share.
 *
 * A row of classify_facts.def is the start; the lock of the row is taken on names[] as far as the row's reach says; then
 * the row's refine function makes it exact from the statement and the schema. Relations that do not exist when the
 * statement starts are never in the result.
 */
#ifndef CHANGE_CLASSIFY_COMMAND_INTERNAL_H
#define CHANGE_CLASSIFY_COMMAND_INTERNAL_H

#include "change/classify.h"

/* On which relations of the statement the row's lock is taken. */
typedef enum ClassifyReach
{
    REACH_NONE,
    REACH_OWN,        /* each of names[] */
    REACH_TREE,       /* and all that inherit from it, partitions too, unless ONLY */
    REACH_PARTITIONS, /* and its partitions, unless ONLY; inheritance children stay free */
} ClassifyReach;

/* Bits of a row. */
enum
{
    FACT_SCANS = 1,
    FACT_REWRITES = 2,
    FACT_BREAKS_OLD = 4,
    FACT_BREAKS_NEW = 8,
    FACT_LOSES_DATA = 16,
    FACT_NO_TRANSACTION = 32,
    FACT_QUICK = 64, /* a new file, but an empty one: never a danger */
};

/* A relation that the statement reads or writes as a whole. */
typedef struct ClassifyTouch
{
    const SchemaRelation *relation; /* NULL: not known */
    const char *text;
} ClassifyTouch;

typedef struct ClassifyJudge
{
    void *owner;
    const Command *command;
    const Schema *schema;
    const SchemaSettings *settings;
    SchemaRelation *relation; /* names[0]; NULL where it is no relation or is not known */
    Classification *result;
    ClassifyTouch *touched;
    size_t touched_count;
    bool is_quick;
    bool keeps_class; /* the class stays though V does not break: DROP INDEX */
    size_t depth;     /* of bodies and functions */
} ClassifyJudge;

typedef struct ClassifyRow
{
    CommandKind kind;
    SqlObject object; /* SQL_OBJECTS: any other */
    int since;        /* server version; of several rows that fit the last one counts */
    ChangeClass change_class;
    LockMode lock;
    ClassifyReach reach;
    int facts;
    Semver semver;
    void (*refine)(ClassifyJudge *judge); /* or NULL */
} ClassifyRow;

/* ---- classify_command.c ---- */

/* The row for KIND and OBJECT, or NULL. */
const ClassifyRow *classify_row(CommandKind kind, SqlObject object, int server_version);
Classification *classify_at_depth(void *owner, const Command *command, const Schema *schema, size_t depth);

/* ---- classify_locks.c ---- */

void classify_take(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode);
/* What NAME means; what is not known is taken as written where it may exist. */
void classify_take_name(ClassifyJudge *judge, QualifiedName name, LockMode mode);
bool classify_is_system(QualifiedName name);
void classify_take_text(ClassifyJudge *judge, const char *text, LockMode mode);
void classify_take_tree(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode);
void classify_take_tree_name(ClassifyJudge *judge, QualifiedName name, LockMode mode);
/* RELATION, and if it is partitioned its partitions. */
void classify_take_partitions(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode);
/* What is locked at the referenced end of a foreign key when its triggers go. */
void classify_take_referenced(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode);
/* The partitioned tables above a partition, whose bounds a session reads once, when it first needs them: to check rows
 * that are written to the partition by its own name (until 14 whenever it is opened for that). */
void classify_take_above(ClassifyJudge *judge, const SchemaRelation *partition);
/* Forgets the locks that were taken so far. */
void classify_release(ClassifyJudge *judge);
/* Tables that foreign keys of RELATION with COLUMN (NULL: any) in them point at. */
void classify_take_targets(ClassifyJudge *judge, const SchemaRelation *relation, const char *column, LockMode mode);
/* Those, and the tables whose keys point at COLUMN of RELATION. */
void classify_take_partners(ClassifyJudge *judge, const SchemaRelation *relation, const char *column, LockMode mode);
/* Sequences owned by RELATION's columns. */
void classify_take_sequences(ClassifyJudge *judge, const SchemaRelation *relation, LockMode mode);
/* Sequences that calls name by a literal, nextval('s'), when they are run: ROW EXCLUSIVE; and when they are stored, as a
 * default: ACCESS SHARE from certain minor versions on. */
void classify_take_called(ClassifyJudge *judge, const CommandCall *calls, size_t count);
void classify_take_stored(ClassifyJudge *judge, const CommandCall *calls, size_t count);
/* The default of COLUMN is stored, or stored again. */
void classify_take_default(ClassifyJudge *judge, const SchemaColumn *column);
/* What a query does: views are followed where it is planned. */
void classify_take_use(ClassifyJudge *judge, const CommandUse *use, bool is_planned);
void classify_take_uses(ClassifyJudge *judge, bool is_planned);
void classify_touch(ClassifyJudge *judge, const SchemaRelation *relation);
void classify_touch_tree(ClassifyJudge *judge, const SchemaRelation *relation);
void classify_touch_text(ClassifyJudge *judge, const char *text);
/* A note; a note that tells what is not known and makes the answer a safe one. */
void classify_say(ClassifyJudge *judge, const char *format, ...) __attribute__((format(printf, 2, 3)));
void classify_unsure(ClassifyJudge *judge, const char *format, ...) __attribute__((format(printf, 2, 3)));
void classify_neutral(ClassifyJudge *judge);
bool classify_may_exist(const ClassifyJudge *judge);
bool classify_list_has(const char *const *list, const char *text);
QualifiedName classify_name_in_text(void *owner, const char *text);
bool classify_same_name(const char *a, const char *b);

/* ---- classify_types.c ---- */

typedef enum ClassifyTypeChange
{
    CLASSIFY_TYPE_SAME,
    CLASSIFY_TYPE_WIDER,   /* only the catalog */
    CLASSIFY_TYPE_REWRITE, /* every old value has an exact new one, or is refused */
    CLASSIFY_TYPE_LOSSY,   /* digits or parts may be lost */
    CLASSIFY_TYPE_UNKNOWN,
} ClassifyTypeChange;

/* Of types in pg_catalog, domains and other known ones. *REINDEXES: plain indexes of the column are built again. */
ClassifyTypeChange classify_type_step(const Schema *schema, CommandType from, CommandType to, bool *reindexes);
/* Whether there are values of other types that TYPE would take rounded or cut off instead of refusing them. */
bool classify_type_may_round(CommandType type);
bool classify_type_is_constrained(const ClassifyJudge *judge, CommandType type, bool *is_known);
/* Whether a value of it may be one of TYPE: of it, an array of it, a domain over it. */
bool classify_type_uses(const Schema *schema, CommandType type, const SchemaType *used);

/* ---- classify_guess.c: only where the schema does not tell and is not complete ---- */

/* The table of an index that is not known, by its name and by the other statements of the file; name NULL: no idea. */
QualifiedName classify_guess_table(const ClassifyJudge *judge, QualifiedName index);
/* The table that a constraint of TABLE refers to, if its name is that of a foreign key. */
QualifiedName classify_guess_partner(const ClassifyJudge *judge, QualifiedName table, const char *constraint);

/* ---- refine functions: one for each different word in the last column of classify_facts.def ---- */

#define FACTS(kind, object, since, class, lock, reach, facts, semver, refine)                                          \
    void classify_refine_##refine(ClassifyJudge *judge);
#include "classify_facts.def"
#undef FACTS

/* IF EXISTS of what does not exist: the result is then that nothing is done. */
bool classify_nothing_is_there(ClassifyJudge *judge);
/* What goes when RELATION is dropped, with CASCADE or without. */
void classify_take_dropped(ClassifyJudge *judge, const SchemaRelation *relation, bool cascade);
/* Views that read COLUMN (NULL: any) of RELATION, and what reads them. */
void classify_take_readers(ClassifyJudge *judge, const SchemaRelation *relation, const char *column);
/* The result of a body or function, added to the result. */
void classify_add_body(ClassifyJudge *judge, const Command *body, size_t count);
/* Functions that a query calls and that the schema knows are run. */
void classify_run_function(ClassifyJudge *judge, const SchemaFunction *function);
void classify_run_calls(ClassifyJudge *judge, const CommandCall *calls, size_t count);

#endif
