/* Every chapter's tests in one program, with the implementation in the same file, so that private functions can be tried
 * too. The same source runs on every platform. Runs in the working directory, which should be empty.
 *
 * usage: all            all tests
 *        PYOS_TEST=x    those with x in their name
 */
#define PYOS_IMPLEMENTATION
#if defined(PYOSI_HAVE_STATX) && !PYOSI_HAVE_STATX /* undefined at the end of pyos.h */
#define TEST_NO_STATX
#endif
#ifndef PYOS_STDIO
#define PYOS_STDIO 1
#endif
#include "../pyos.h"

#include "test.h"

#include "error.c"
#include "text.c"
#include "path.c"
#include "fd.c"
#include "descriptors.c"
#include "terminals.c"
#include "files.c"
#include "stat.c"
#include "walk.c"
#include "attributes.c"
#include "trees.c"
#include "dir_fd.c"
#include "linux.c"
#include "tree_walk.c"
#include "process.c"
#include "environ.c"
#include "params.c"

int main(int argc, char **argv) {
    int status = 0;
    if (proc_begin(argc, argv, &status)) return status; /* a child that a test has started */
    run_error();
    run_environ_first();
    run_text();
    run_path();
    run_fd();
    run_descriptors();
    run_terminals();
    run_files();
    run_stat();
    run_walk();
    run_attributes();
    run_trees();
    run_dir_fd();
    run_linux();
    run_tree_walk();
    run_environ();
    run_params();
    run_process();
    return test_summary();
}
