/* SPDX-License-Identifier: PostgreSQL */
/*
 * Whether the disk is there: as long as the backfill runs its place must keep what health would stop it at.
 *
 * Places that are on the same file system count together. WAL is where the data directory is; where pg_wal is a link to another
 * disk, the need of this one is over-stated.
 */
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "base/log.h"
#include "base/mem.h"
#include "health_internal.h"
#include "run/disk.h"
#include "run_internal.h"

typedef struct Place
{
    dev_t device;
    const char *path;
    double free;
    double needed;
} Place;

static bool add(void *owner, Place *places, size_t *count, const char *path, int64_t bytes);
static void tell(void *owner, const Resolution *resolution, const DiskNeed *needs);
static bool refuse(void *owner, const Place *place, const Resolution *resolution, const DiskNeed *needs, Error *err);
static char *list(void *owner, const Resolution *resolution, const DiskNeed *needs);

bool
disk_check(Conn *conn, const Resolution *resolution, Error *err)
{
    int64_t limit = resolution->plan->backfill.health.free_disk;
    void *mem = mem_root("disk");
    DiskNeed *needs = NULL;
    char *directory = NULL;
    bool is_fine = limit <= 0 || (disk_estimate(mem, conn, resolution, &needs, err) &&
                                  health_data_directory(mem, conn, &directory, err));
    Place *places = mem_array(mem, Place, resolution->table_count + 1);
    size_t count = 0;
    bool is_seen = directory != NULL;
    for (size_t i = 0; is_fine && limit > 0 && i < resolution->table_count; i++)
    {
        const DiskNeed *need = &needs[i];
        const char *path = need->tablespace != NULL ? need->tablespace : directory;
        is_seen = is_seen && add(mem, places, &count, path, need->total - need->kept) &&
                  add(mem, places, &count, directory, need->kept);
    }
    if (is_fine && limit > 0 && !is_seen && resolution->table_count > 0)
    {
        tell(mem, resolution, needs);
    }
    for (size_t i = 0; is_fine && is_seen && i < count; i++)
    {
        double left = places[i].free - places[i].needed;
        bool is_enough = left > 0 && health_band((double) limit / left) != HEALTH_STOP;
        is_fine = is_enough || places[i].needed <= 0 || refuse(mem, &places[i], resolution, needs, err);
    }
    mem_free(mem);
    return is_fine;
}

static bool
add(void *owner, Place *places, size_t *count, const char *path, int64_t bytes)
{
    struct stat file;
    struct statvfs disk;
    if (stat(path, &file) != 0 || statvfs(path, &disk) != 0)
    {
        return false;
    }
    size_t i = 0;
    while (i < *count && places[i].device != file.st_dev)
    {
        i++;
    }
    if (i == *count)
    {
        places[(*count)++] = (Place){.device = file.st_dev,
                                     .path = mem_strdup(owner, path),
                                     .free = (double) disk.f_bavail * (double) disk.f_frsize};
    }
    places[i].needed += (double) bytes;
    return true;
}

static void
tell(void *owner, const Resolution *resolution, const DiskNeed *needs)
{
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        log_info("the server's disk cannot be seen from here; expand needs about, for %s.%s: %s",
                 needs[i].table->schema, needs[i].table->name, disk_describe(owner, &needs[i]));
    }
}

static bool
refuse(void *owner, const Place *place, const Resolution *resolution, const DiskNeed *needs, Error *err)
{
    int64_t limit = resolution->plan->backfill.health.free_disk;
    error_set_code(err, ERROR_REFUSED, "R793",
                   "expand needs about %s on the server's disk, which has %s free (limit free_disk: %s)",
                   health_format(owner, HEALTH_BYTES, place->needed), health_format(owner, HEALTH_BYTES, place->free),
                   health_format(owner, HEALTH_BYTES, (double) limit));
    error_detail(err, "At %s:\n%s", place->path, list(owner, resolution, needs));
    return error_hint(err, "Nothing was changed. Make room there, or let VACUUM keep the table smaller (backfill: "
                           "{max_bloat: …}). If you know better: backfill: {health: {free_disk: …}}.");
}

static char *
list(void *owner, const Resolution *resolution, const DiskNeed *needs)
{
    char *text = mem_strdup(owner, "");
    for (size_t i = 0; i < resolution->table_count; i++)
    {
        const CatalogTable *table = needs[i].table;
        mem_append(&text, "%s%s.%s: %s", *text != '\0' ? "\n" : "", table->schema, table->name,
                   disk_describe(owner, &needs[i]));
    }
    return text;
}
