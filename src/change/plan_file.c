/* SPDX-License-Identifier: PostgreSQL */
/*
 * The plan as a file: is its name a version and a slug, is the version taken, are its bytes text that YAML and an editor
 * divide into the same lines?
 *
 * Invariant: after plan_file_check_bytes() a line ends at "\n" and nowhere else. YAML 1.1 also breaks lines at NEL,
 * LS, PS and a lone CR, which editors do not, so these are refused; then libyaml's line numbers are the editor's.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/text.h"
#include "plan_internal.h"

#define SHOWN_LINE_BYTES_MAX 500
#define READ_BYTES           ((size_t) 16384)

static const char byte_order_mark[] = "\xef\xbb\xbf";
static const char *const unbreakable[] = {"\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9", byte_order_mark};

static bool read_all(PlanLoad *load, FILE *file);
static void index_lines(PlanLoad *load);
static const char *refused_character(const char *at, size_t bytes);
static char *suggested_name(const PlanLoad *load, const char *name);
static void check_version_is_free(PlanLoad *load);
static bool has_version(const char *name, const char *version);

/* False with ERR set where the file cannot be read; a file that is too large is a finding. */
bool
plan_file_read(PlanLoad *load, Error *err)
{
    FILE *file = fopen(load->path, "rbe");
    struct stat status;
    bool is_folder = file != NULL && fstat(fileno(file), &status) == 0 && S_ISDIR(status.st_mode);
    bool is_read = file != NULL && !is_folder && read_all(load, file);
    int code = is_folder ? EISDIR : errno;

    if (file != NULL)
    {
        fclose(file);
    }
    if (is_read)
    {
        index_lines(load);
        return true;
    }
    error_set(err, ERROR_INVALID, "could not read %s \"%s\": %s", load->document->single, load->path, strerror(code));
    if (code == ENOENT)
    {
        return error_hint(err, "%s", load->document->missing);
    }
    return false;
}

void
plan_file_take_text(PlanLoad *load, const char *text)
{
    load->source = mem_strdup(load->mem, text);
    load->length = strlen(text);
    index_lines(load);
}

static bool
read_all(PlanLoad *load, FILE *file)
{
    char *bytes = NULL;
    size_t length = 0;
    size_t got;

    /* mem_grow() leaves a zero behind the last byte. */
    do
    {
        bytes = mem_grow(load->mem, bytes, length + READ_BYTES, 1);
        got = fread(bytes + length, 1, READ_BYTES, file);
        length += got;
    } while (got > 0 && length <= PLAN_BYTES_MAX);
    if (ferror(file))
    {
        return false;
    }
    load->source = bytes;
    load->length = length;
    if (length >= 3 && memcmp(bytes, byte_order_mark, 3) == 0)
    {
        load->source += 3;
        load->length -= 3;
    }
    return true;
}

static void
index_lines(PlanLoad *load)
{
    size_t room = 0;

    for (size_t i = 0; i < load->length; i++)
    {
        room += load->source[i] == '\n' ? 1 : 0;
    }
    load->cursor = mem_new(load->mem, PlanCursor);
    load->line_starts = mem_array(load->mem, size_t, room + 1);
    load->line_count = 1;
    for (size_t i = 0; i < load->length; i++)
    {
        if (load->source[i] == '\n')
        {
            load->line_starts[load->line_count++] = i + 1;
        }
    }
}

bool
plan_file_check_bytes(PlanLoad *load)
{
    PlanPlace place = {.line = 1, .column = 1, .width = 1};
    const char *end = load->source + load->length;

    if (load->length > PLAN_BYTES_MAX)
    {
        plan_report(load, "P125", (PlanPlace){0}, "the file is larger than 1 MiB");
        return false;
    }
    for (const char *at = load->source; at < end;)
    {
        size_t bytes = text_char_bytes(at);
        const char *refused = bytes == 0 ? NULL : refused_character(at, bytes);

        if (bytes == 0)
        {
            plan_report(load, "P123", place, "byte 0x%02X is not valid UTF-8", (unsigned char) *at)->help =
                plan_say(load, "save the file as UTF-8");
            return false;
        }
        if (refused != NULL)
        {
            plan_report(load, "P124", place, "%s is not allowed in %s", refused, load->document->one);
            return false;
        }
        place.column = *at == '\n' ? 1 : place.column + 1;
        place.line += *at == '\n' ? 1 : 0;
        at += bytes;
    }
    return true;
}

static const char *
refused_character(const char *at, size_t bytes)
{
    if (*at == '\0')
    {
        return "a NUL character";
    }
    if (*at == '\r')
    {
        return at[1] == '\n' ? NULL : "a carriage return without a line feed";
    }
    for (size_t i = 0; i < sizeof(unbreakable) / sizeof(unbreakable[0]); i++)
    {
        if (strncmp(at, unbreakable[i], strlen(unbreakable[i])) == 0)
        {
            return i < 3 ? "a Unicode line separator" : "a byte order mark inside the file";
        }
    }
    if (*at == '\t' || *at == '\n' || !text_is_control(at, bytes))
    {
        return NULL;
    }
    return "a control character";
}

/* The text of a line without its end; "" past the end. */
const char *
plan_line(const PlanLoad *load, size_t line, size_t *length)
{
    size_t start;
    size_t end;

    *length = 0;
    if (line == 0 || line > load->line_count)
    {
        return "";
    }
    start = load->line_starts[line - 1];
    end = line < load->line_count ? load->line_starts[line] - 1 : load->length;
    if (end > start && load->source[end - 1] == '\r')
    {
        end--;
    }
    *length = end - start;
    return load->source + start;
}

/* Where a place is in the source; the end of the line where the line is shorter. */
const char *
plan_at(const PlanLoad *load, size_t line, size_t column)
{
    PlanCursor *cursor = load->cursor;
    size_t length;
    const char *start = plan_line(load, line, &length);
    const char *end = start + length;

    if (cursor->line != line || cursor->column > column)
    {
        *cursor = (PlanCursor){.line = line, .column = 1, .at = start};
    }
    while (cursor->column < column && cursor->at < end)
    {
        cursor->at += text_char_bytes(cursor->at);
        cursor->column++;
    }
    return cursor->at;
}

/* Whether what stands on these lines is not what the walk saw, or not all of it. */
bool
plan_line_is_masked(const PlanLoad *load, size_t first, size_t last)
{
    if (load->broken_line > 0 && last >= load->broken_line)
    {
        return true;
    }
    for (size_t i = 0; i < load->masked_count; i++)
    {
        if (load->masked_lines[i] >= first && load->masked_lines[i] <= last)
        {
            return true;
        }
    }
    return false;
}

Diagnostic *
plan_report(PlanLoad *load, const char *code, PlanPlace place, const char *format, ...)
{
    va_list args;
    char *message;
    size_t length;
    const char *line = plan_line(load, place.line, &length);
    Diagnostic *item;

    va_start(args, format);
    message = mem_vprintf(load->mem, format, args);
    va_end(args);
    item =
        diagnostics_add(load->diagnostics, SEVERITY_ERROR, code, load->path, place.line, place.column, "%s", message);
    item->width = place.width == 0 ? 1 : place.width;
    if (place.line > 0 && length > 0 && length <= SHOWN_LINE_BYTES_MAX)
    {
        item->source_line = mem_strndup(load->diagnostics->mem, line, length);
    }
    return item;
}

char *
plan_say(const PlanLoad *load, const char *format, ...)
{
    va_list args;
    char *text;

    va_start(args, format);
    text = mem_vprintf(load->diagnostics->mem, format, args);
    va_end(args);
    return text;
}

const char *
plan_file_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

/* Whether NAME is 14 digits, "_", a slug, ".yaml". */
bool
plan_file_split_name(const char *name, size_t *digits, size_t *slug_length)
{
    static const char slug_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    *digits = strspn(name, "0123456789");
    *slug_length = 0;
    if (*digits != PLAN_STAMP_DIGITS || name[*digits] != '_')
    {
        return false;
    }
    *slug_length = strspn(name + *digits + 1, slug_characters);
    return *slug_length > 0 && strcmp(name + *digits + 1 + *slug_length, ".yaml") == 0;
}

void
plan_file_check_name(PlanLoad *load)
{
    const char *name = plan_file_base_name(load->path);
    size_t digits;
    size_t slug_length;

    if (!plan_file_split_name(name, &digits, &slug_length))
    {
        plan_report(load, "P117", (PlanPlace){0}, "the file name must be 14 digits, \"_\", a slug, \".yaml\"")->help =
            plan_say(load, "suggested: %s", suggested_name(load, name));
        return;
    }
    load->version = mem_strndup(load->mem, name, digits);
    load->slug = mem_strndup(load->mem, name + digits + 1, slug_length);
    check_version_is_free(load);
}

/* Keeps the digits that NAME starts with as far as they can be a date, and its words. */
static char *
suggested_name(const PlanLoad *load, const char *name)
{
    size_t lead = strspn(name, "0123456789_- ");
    const char *dot = strrchr(name + lead, '.');
    size_t words = dot == NULL ? strlen(name + lead) : (size_t) (dot - (name + lead));
    char stamp[PLAN_STAMP_DIGITS + 1] = "YYYYMMDDHHMMSS";
    char *slug = mem_strndup(load->mem, name + lead, words);
    size_t digits = 0;

    for (size_t i = 0; i < lead; i++)
    {
        digits += isdigit((unsigned char) name[i]) ? 1 : 0;
    }
    if (digits >= 8)
    {
        memset(stamp, '0', PLAN_STAMP_DIGITS);
        for (size_t i = 0, n = 0; i < lead && n < PLAN_STAMP_DIGITS; i++)
        {
            if (isdigit((unsigned char) name[i]))
            {
                stamp[n++] = name[i];
            }
        }
    }
    for (char *at = slug; *at != '\0'; at++)
    {
        *at = isalnum((unsigned char) *at) || *at == '_' ? (char) tolower((unsigned char) *at) : '-';
    }
    return mem_printf(load->mem, "%s_%s.yaml", stamp, *slug == '\0' ? "slug" : slug);
}

/* The version must be alone in its folder, among plans and plain SQL migrations. */
static void
check_version_is_free(PlanLoad *load)
{
    const char *name = plan_file_base_name(load->path);
    char *prefix = mem_strndup(load->mem, load->path, (size_t) (name - load->path));
    DIR *folder = opendir(*prefix == '\0' ? "." : prefix);
    const char *other = NULL;
    const struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
    {
        if (has_version(entry->d_name, load->version) && strcmp(entry->d_name, name) != 0 &&
            (other == NULL || strcmp(entry->d_name, other) < 0))
        {
            other = mem_strdup(load->mem, entry->d_name);
        }
    }
    if (folder != NULL)
    {
        closedir(folder);
    }
    if (other != NULL)
    {
        plan_report(load, "P118", (PlanPlace){0}, "version %s is also used by %s%s", load->version, prefix, other)
            ->help = plan_say(load, "rename one of the two files");
    }
}

static bool
has_version(const char *name, const char *version)
{
    static const char *const endings[] = {".yaml", ".yml", ".up.sql"};
    size_t length = strlen(name);

    if (strncmp(name, version, PLAN_STAMP_DIGITS) != 0 || name[PLAN_STAMP_DIGITS] != '_')
    {
        return false;
    }
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
    {
        size_t ending = strlen(endings[i]);

        if (length > ending && strcmp(name + length - ending, endings[i]) == 0)
        {
            return true;
        }
    }
    return false;
}
