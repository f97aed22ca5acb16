#include <stddef.h>
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

// The C library hides this behind _XOPEN_SOURCE.
extern int wcwidth(wchar_t c);
