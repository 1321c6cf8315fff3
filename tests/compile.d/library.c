/* A library with a pyos.h of its own; LIBRARY is a or b. */
#define PYOS_IMPLEMENTATION
#include "pyos.h"

#define PASTE(a, b) a##b
#define NAME(a, b) PASTE(a, b)
#define QUOTE(a) #a
#define TEXT(a) QUOTE(a)

#ifdef __cplusplus
extern "C" {
#endif
const char *NAME(LIBRARY, _fail)(void);
const char *NAME(LIBRARY, _last)(void);

/* Fails with a name of its own, and gives the name in the record. */
const char *NAME(LIBRARY, _fail)(void) {
    pyos_mkdir("missing-" TEXT(LIBRARY) "/x", 0777);
    return pyos_last_error()->filename;
}

const char *NAME(LIBRARY, _last)(void) { return pyos_last_error()->filename; }
#ifdef __cplusplus
}
#endif
