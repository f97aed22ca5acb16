// Streams as Lua sees them: a handle that holds the batch being read.

#pragma once

#include "internal.h"

// Bytes that wait for the rest of their line; allocated by Lua's allocator, so that a memory limit counts them.
typedef struct {
    char *bytes;
    size_t length, capacity;
} moon_bytes;

typedef struct moon_handle {
    int64_t id;
    int content;  // enum moon_content
    bool duplex, closed, ended, busy;

    moon_reply batch;  // owns its bytes while batch.owner is set
    const char *cursor;
    size_t run_index, run_left;

    moon_limits limits;
    moon_bytes partial[3];  // by source
    moon_bytes gathered;    // read_all: everything so far
    moon_bytes sources;     // read_all: its runs
    lua_Alloc allocate;
    void *context;
} moon_handle;

extern const char moon_handle_type[], moon_stream_type[];
extern const luaL_Reg moon_stream_functions[];

void moon_close_handle(lua_State *L, moon_handle *handle);
// Frees what the handle holds. Does not raise.
void moon_stream_discard(moon_handle *handle);
int moon_stream_call(lua_State *L);
