/* Audit hooks, and that PYOS_NO_AUDIT takes them away. Prints what is wrong; with an argument the status is 0 when there
 * are no hooks, whatever PYOS_NO_AUDIT says. */
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int events;

static int hook(void *user, const char *event, const pyos_audit_arg *args, size_t nargs) {
    (void)args;
    (void)nargs;
    if (strcmp(event, "os.mkdir") == 0 || strcmp(event, "own") == 0) ++*(int *)user;
    return 0;
}

int main(int argc, char **argv) {
    int added = pyos_addaudithook(hook, &events), code = errno, kind = pyos_last_error()->kind;
    pyos_mkdir("no/such", 0777);
    pyos_audit("own", NULL, 0);
    (void)argv;
    if (argc > 1) return added == 0 || events > 0;
    if (PYOS_NO_AUDIT) {
        if (added == -1 && code == ENOSYS && kind == PYOS_NOTIMPLEMENTEDERROR && events == 0) return 0;
    } else if (added == 0 && events == 2) {
        return 0;
    }
    printf("PYOS_NO_AUDIT %d: addaudithook gave %d, errno %d, kind %d; %d events\n", PYOS_NO_AUDIT, added, code, kind,
           events);
    return 1;
}
