#define PYOS_IMPLEMENTATION
#include "../pyos.h"
#include <stdio.h>

int main(void) {
    char text[512];
    const pyos_direntry *entry;
    pyos_scandir_iter *it = pyos_makedirs("demo/draft", 0777, true) == 0 ? pyos_scandir(NULL) : NULL;
    while (it && pyos_scandir_next(it, &entry) == 1)
        printf("%s%s\n", entry->name, pyos_direntry_is_dir(entry, 0) == 1 ? PYOS_SEP : "");
    if (it && pyos_rename("demo/draft", "demo/no/final") == 0) puts("moved");
    else if (pyos_error_message(NULL, text, sizeof text) > 0) puts(text);
    pyos_scandir_close(it);
    return 0;
}
