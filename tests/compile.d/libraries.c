/* Two copies of pyos.h in one process: each has its own error record. Prints what is wrong. */
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif
const char *a_fail(void);
const char *a_last(void);
const char *b_fail(void);
const char *b_last(void);
#ifdef __cplusplus
}
#endif

int main(void) {
    const char *a = a_fail(), *b = b_fail();
    if (!a || !b || strcmp(a, "missing-a/x") != 0 || strcmp(b, "missing-b/x") != 0 || a != a_last() || b != b_last()) {
        printf("a has %s, b has %s\n", a ? a : "none", b ? b : "none");
        return 1;
    }
    return 0;
}
