/* SPDX-License-Identifier: PostgreSQL */
/*
 * bellows. What it can do is the table of commands in ui/cli.
 */
#include "base/interrupt.h"
#include "base/mem.h"
#include "sql/ddl.h"
#include "ui/cli.h"

int
main(int argc, char **argv)
{
    void *root = mem_root("bellows");
    int exit_code;

    interrupt_install();
    exit_code = cli_run(root, argc, argv);
    mem_free(root);
    ddl_exit();
    return exit_code;
}
