// Opening and closing: the counting allocator, the libraries, the host module.

#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

static void *allocate(void *context, void *block, size_t old_size, size_t new_size) {
    moon_host *host = context;
    if (block == NULL) old_size = 0;  // Lua passes the kind of a new object here
    if (new_size == 0) {
        free(block);
        host->memory -= old_size;
        return NULL;
    }
    if (new_size > old_size) {
        size_t growth = new_size - old_size;
        if (host->memory_limit != 0 && host->memory + growth > host->memory_limit) return NULL;
        if (host->allocations_left >= 0) {
            if (host->allocations_left == 0) return NULL;
            host->allocations_left--;
        }
    }
    void *moved = realloc(block, new_size);
    if (moved != NULL) host->memory += new_size - old_size;
    return moved;
}

int moon_protected(moon_host *host, lua_CFunction body, void *argument) {
    lua_State *L = host->L;
    if (!lua_checkstack(L, LUA_MINSTACK)) {
        lua_settop(L, 0);
        lua_pushnil(L);
        return LUA_ERRMEM;
    }
    lua_pushcfunction(L, body);
    lua_pushlightuserdata(L, argument);
    return lua_pcall(L, 1, 0, 0);
}

static int open_libraries(lua_State *L) {
    moon_host *host = lua_touserdata(L, 1);
    luaL_openlibs(L);
    moon_register_errors(L);
    moon_register_json(L);
    moon_register_handles(L);
    moon_register_coroutines(L);
    moon_register_searcher(L);
    luaL_requiref(L, "moondock.host", moon_open_host, 0);
    lua_pop(L, 1);
    // Swift calls modules by it, whatever becomes of the global.
    lua_getglobal(L, "require");
    lua_setfield(L, LUA_REGISTRYINDEX, "moondock.require");
    if (host->is_sandboxed) moon_close_sandbox(L);
    if (host->counts_instructions) moon_arm(host, L);
    return 0;
}

moon_host *moon_open(const moon_options *options, const moon_callbacks *callbacks, const moon_function *functions,
                     size_t function_count) {
    moon_host *host = calloc(1, sizeof *host);
    if (host == NULL) return NULL;
    host->callbacks = *callbacks;
    host->functions = functions;
    host->function_count = function_count;
    host->memory_limit = options->memory_limit;
    host->json_depth = options->json_depth;
    host->allocations_left = -1;
    host->instructions_left = options->instruction_limit;
    host->counts_instructions = options->instruction_limit > 0;
    host->can_suspend = true;
    host->is_sandboxed = options->is_sandboxed;
    if (options->stdlib != NULL) host->stdlib = strdup(options->stdlib);
    host->L = lua_newstate(allocate, host);
    if (host->L == NULL) {
        free((void *)host->stdlib);
        free(host);
        return NULL;
    }
    host->root = (moon_task){.host = host, .thread = host->L, .id = 0, .started = true};
    *(moon_task **)lua_getextraspace(host->L) = &host->root;
    lua_setwarnf(host->L, NULL, NULL);
    if (moon_protected(host, open_libraries, host) != LUA_OK) {
        moon_close(host);
        return NULL;
    }
    return host;
}

void moon_close(moon_host *host) {
    for (size_t i = 0; i < host->task_capacity; i++) {
        // Finalizers may still reach the thread.
        if (host->tasks[i] != NULL) *(moon_task **)lua_getextraspace(host->tasks[i]->thread) = &host->root;
        free(host->tasks[i]);
    }
    free(host->tasks);
    host->tasks = NULL;
    host->task_capacity = 0;
    *(moon_task **)lua_getextraspace(host->L) = &host->root;
    host->is_closing = true;
    lua_close(host->L);
    moon_json_reader_free(host);
    free((void *)host->stdlib);
    free(host);
}

size_t moon_memory(const moon_host *host) { return host->memory; }

void moon_fail_allocations_after(moon_host *host, int64_t count) { host->allocations_left = count; }
