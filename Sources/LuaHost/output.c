// Standard error, in step with what Lua's print and io write.

#include <stdio.h>

#include "moon.h"

void moon_write_error(const char *bytes, size_t length) {
    fflush(stdout);  // what was printed before stays before
    fwrite(bytes, 1, length, stderr);
}
