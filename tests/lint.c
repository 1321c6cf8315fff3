/* Nothing but the implementation, for the checkers. */
#define PYOS_IMPLEMENTATION
#define PYOS_STDIO 1
#include "../pyos.h"
