// The standard streams, shared with Lua's print and io.

#include <stdio.h>

#include "moon.h"

void moon_write_error(const char *bytes, size_t length) {
    fflush(stdout);  // what was printed before stays before
    fwrite(bytes, 1, length, stderr);
}

bool moon_write_output(const char *bytes, size_t length) {
    return fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0;
}
