/* Nothing but the implementation, for the checkers. Without its assertions, which compare numbers that are equal. */
#define PYOS_IMPLEMENTATION
#define PYOS_NO_ASSERT 1
#define PYOS_STDIO 1
#include "../pyos.h"
