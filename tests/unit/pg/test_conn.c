/* SPDX-License-Identifier: PostgreSQL */
/*
 * pg/conn without a server: why a connection fails, told in one message with the next step, and never a password.
 *
 * A child process plays the server where one must refuse: it reads the start-up packet and answers with an error.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/mem.h"
#include "pg/conn.h"

#define SECRET "s3cr3t"

static void
assert_mentions(const char *text, const char *part)
{
    if (text == NULL || strstr(text, part) == NULL)
    {
        fail_msg("\"%s\" is not in \"%s\"", part, text != NULL ? text : "(null)");
    }
}

static void
assert_hides(const Error *err, const char *secret)
{
    const char *const texts[] = {err->message, err->detail, err->hint, err->location};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
    {
        if (texts[i] != NULL && strstr(texts[i], secret) != NULL)
        {
            fail_msg("\"%s\" tells the password", texts[i]);
        }
    }
}

static void
assert_refused(const char *url, const char *code, const char *part)
{
    Error err = {0};
    Conn *conn = conn_open(NULL, &(ConnOptions){.url = url, .connect_timeout_ms = 300}, &err);
    assert_null(conn);
    assert_int_equal(err.kind, ERROR_CONNECTION);
    assert_string_equal(err.code, code);
    assert_mentions(err.message, part);
    assert_non_null(err.hint);
    assert_hides(&err, SECRET);
    error_clear(&err);
}

/* A TCP port that listens and never answers, or (BACKLOG 0) one where nobody listens. */
static int
open_port(int backlog, int *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *) &address, length), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *) &address, &length), 0);
    assert_true(backlog == 0 || listen(fd, backlog) == 0);
    *port = ntohs(address.sin_port);
    return fd;
}

static void
play_server(int listener, const char *message)
{
    char packet[512];
    uint32_t length;
    int fd = accept(listener, NULL, NULL);
    ssize_t got = recv(fd, packet, sizeof(packet), 0);
    size_t body =
        (size_t) snprintf(packet + 5, sizeof(packet) - 5, "SFATAL%cVFATAL%cC28000%cM%s%c%c", 0, 0, 0, message, 0, 0);
    packet[0] = 'E';
    length = htonl((uint32_t) body + 4);
    for (size_t i = 0; i < sizeof(length); i++)
    {
        packet[1 + i] = ((const char *) &length)[i];
    }
    got += send(fd, packet, body + 5, 0);
    _exit(got > 0 ? 0 : 1);
}

static void
assert_answer_means(const char *message, const char *code, const char *part)
{
    int port;
    int status;
    int listener = open_port(1, &port);
    char url[128];
    pid_t child = fork();
    if (child == 0)
    {
        play_server(listener, message);
    }
    (void) snprintf(url, sizeof(url), "postgresql://me:" SECRET "@127.0.0.1:%d/app?sslmode=disable&gssencmode=disable",
                    port);
    assert_refused(url, code, part);
    (void) close(listener);
    assert_int_equal(waitpid(child, &status, 0), child);
}

static void
nobody_listens_on_the_socket(void **state)
{
    (void) state;
    assert_refused("host=/nonexistent dbname=app user=me password=" SECRET, "E601",
                   "cannot connect to /nonexistent:5432: ");
}

static void
nobody_listens_on_the_port(void **state)
{
    int port;
    int fd = open_port(0, &port);
    char url[128];
    (void) state;
    (void) snprintf(url, sizeof(url), "postgresql://me:" SECRET "@127.0.0.1:%d/app", port);
    assert_refused(url, "E601", "Connection refused");
    (void) close(fd);
}

static void
a_server_that_is_silent_is_given_up_in_time(void **state)
{
    int port;
    int fd = open_port(5, &port);
    char url[128];
    int64_t started = clock_ms();
    (void) state;
    (void) snprintf(url, sizeof(url), "postgresql://me:" SECRET "@127.0.0.1:%d/app", port);
    assert_refused(url, "E601", "no answer within 300 ms");
    assert_true(clock_ms() - started < 2000);
    (void) close(fd);
}

static void
the_next_host_is_tried_after_a_silent_one(void **state)
{
    int silent;
    int refusing;
    int silent_fd = open_port(5, &silent);
    int refusing_fd = open_port(0, &refusing);
    char url[160];
    (void) state;
    (void) snprintf(url, sizeof(url), "postgresql://me:" SECRET "@127.0.0.1:%d,127.0.0.1:%d/app", silent, refusing);
    assert_refused(url, "E601", "Connection refused");
    (void) close(silent_fd);
    (void) close(refusing_fd);
}

static void
each_refusal_of_a_server_has_its_own_code(void **state)
{
    (void) state;
    assert_answer_means("database \"app\" does not exist", "E602", "database \"app\" does not exist");
    assert_answer_means("role \"me\" does not exist", "E605", "role \"me\" does not exist");
    assert_answer_means("role \"me\" is not permitted to log in", "E605", "not permitted to log in");
    assert_answer_means("password authentication failed for user \"me\"", "E604", "password authentication");
    assert_answer_means("no pg_hba.conf entry for host \"1\", user \"me\", database \"app\", no encryption", "E604",
                        "no pg_hba.conf entry");
    assert_answer_means("permission denied for database \"app\"", "E605", "permission denied");
    assert_answer_means("the database system is starting up", "E601", "starting up");
    assert_answer_means("sorry, too many clients already", "E601", "too many clients");
}

static void
characters_in_a_password_that_must_be_encoded_are_pointed_at(void **state)
{
    (void) state;
    assert_refused("postgresql://me:" SECRET "/x@localhost/app", "E606",
                   "character \"/\" at position 23 of the connection URL, in the password, must be "
                   "written %2F");
    assert_refused("postgresql://me:" SECRET "%zz@localhost/app", "E606", "must be written %25");
    assert_refused("postgresql://me:" SECRET "@x@localhost.invalid/app", "E606", "must be written %40");
}

static void
an_unreadable_url_never_shows_its_password(void **state)
{
    (void) state;
    assert_refused("host=localhost password=a " SECRET " dbname=x", "E606", "cannot be read");
    assert_refused("postgresql://me@localhost:" SECRET "/app?password=" SECRET, "E606", "cannot be read");
    assert_refused("hots=localhost dbname=app", "E606", "cannot be read");
}

static void
array_texts_are_taken_apart(void **state)
{
    void *root = mem_root("test");
    const char *const *items = rows_parse_text_array(root, "{a,\"b \\\"c\\\\\",NULL,\"NULL\",\"\",d}");
    (void) state;
    assert_string_equal(items[0], "a");
    assert_string_equal(items[1], "b \"c\\");
    assert_string_equal(items[2], "");
    assert_string_equal(items[3], "NULL");
    assert_string_equal(items[4], "");
    assert_string_equal(items[5], "d");
    assert_null(items[6]);
    assert_null(rows_parse_text_array(root, "{}")[0]);
    assert_null(rows_parse_text_array(root, NULL)[0]);
    mem_free(root);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_listens_on_the_socket),
        cmocka_unit_test(nobody_listens_on_the_port),
        cmocka_unit_test(a_server_that_is_silent_is_given_up_in_time),
        cmocka_unit_test(the_next_host_is_tried_after_a_silent_one),
        cmocka_unit_test(each_refusal_of_a_server_has_its_own_code),
        cmocka_unit_test(characters_in_a_password_that_must_be_encoded_are_pointed_at),
        cmocka_unit_test(an_unreadable_url_never_shows_its_password),
        cmocka_unit_test(array_texts_are_taken_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
