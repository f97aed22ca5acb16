// Turning text into chunks, and telling "not finished" from "wrong".

#include <stdlib.h>

#include "internal.h"

// Tells whether more text could mend the error on the top. An unclosed quote cannot be: a newline may not follow it.
static bool ends_with_eof(lua_State *L) {
    size_t length;
    const char *message = lua_tolstring(L, -1, &length);
    static const char mark[] = "<eof>";
    size_t size = sizeof mark - 1;
    return message != NULL && length >= size && memcmp(message + length - size, mark, size) == 0 &&
           strstr(message, ": unfinished string near ") == NULL;
}

typedef struct {
    const char *pieces[2];
    size_t lengths[2];
    int next;
} joined;

static const char *read_piece(lua_State *L, void *data, size_t *length) {
    (void)L;
    joined *joined = data;
    if (joined->next == 2) return NULL;
    *length = joined->lengths[joined->next];
    return joined->pieces[joined->next++];
}

// A first line that starts with # is for the system, not for Lua; its newline stays, so that lines keep their numbers.
static void skip_shebang(const char **source, size_t *length) {
    if (*length == 0 || **source != '#') return;
    const char *newline = memchr(*source, '\n', *length);
    const char *rest = newline == NULL ? *source + *length : newline;
    *length -= (size_t)(rest - *source);
    *source = rest;
}

void moon_watch_globals(lua_State *L, const char *source) {
    lua_getfield(L, LUA_REGISTRYINDEX, "moondock.strict_sources");
    lua_pushboolean(L, true);
    lua_setfield(L, -2, source);
    lua_pop(L, 1);
}

int moon_load_text(lua_State *L, const char *source, size_t length, const char *name, int mode) {
    static const char prefix[] = "return ";
    bool incomplete = false;
    if (mode & MOON_EXPRESSION_FIRST) {
        joined joined = {{prefix, source}, {sizeof prefix - 1, length}, 0};
        int status = lua_load(L, read_piece, &joined, name, "t");
        if (status == LUA_OK) return MOON_LOADED;
        if (status == LUA_ERRMEM) return MOON_NO_MEMORY;
        incomplete = ends_with_eof(L);
        // A length, not a line for the system.
        if (incomplete && *source == '#') return MOON_INCOMPLETE;
        lua_pop(L, 1);
    }
    if (!(mode & MOON_EXPRESSION_FIRST) || (length > 1 && source[1] == '!')) skip_shebang(&source, &length);
    int status = luaL_loadbufferx(L, source, length, name, "t");
    if (status == LUA_OK) return MOON_LOADED;
    if (status == LUA_ERRMEM) return MOON_NO_MEMORY;
    return incomplete || ends_with_eof(L) ? MOON_INCOMPLETE : MOON_WRONG;
}

// host.load(source [, name [, env]]) -> function | nil, message, incomplete
int moon_load_lua(lua_State *L) {
    size_t length;
    const char *source = luaL_checklstring(L, 1, &length);
    const char *name = luaL_optstring(L, 2, source);
    lua_settop(L, 3);
    moon_watch_globals(L, name);
    int status = moon_load_text(L, source, length, name, MOON_EXPRESSION_FIRST);
    if (status == MOON_LOADED) {
        if (!lua_isnil(L, 3)) {
            lua_pushvalue(L, 3);
            if (lua_setupvalue(L, -2, 1) == NULL) lua_pop(L, 1);
        }
        return 1;
    }
    lua_pushnil(L);
    lua_insert(L, -2);
    lua_pushboolean(L, status == MOON_INCOMPLETE);
    return 3;
}

typedef struct {
    const char *source, *name;
    size_t length;
    int mode, status;
    lua_State *thread;
} loading;

static int load_body(lua_State *L) {
    loading *loading = lua_touserdata(L, 1);
    loading->status = MOON_NO_MEMORY;
    if (loading->mode & MOON_STRICT) moon_watch_globals(L, loading->name);
    int status = moon_load_text(L, loading->source, loading->length, loading->name, loading->mode);
    if (loading->thread != NULL) {
        luaL_checkstack(loading->thread, LUA_MINSTACK, NULL);
        lua_xmove(L, loading->thread, 1);
    }
    loading->status = status;
    return 0;
}

int32_t moon_task_load(moon_host *host, int64_t id, const char *source, size_t length, const char *chunk_name,
                       int32_t mode) {
    moon_task *task = moon_find_task(host, id);
    if (task == NULL) return MOON_NO_MEMORY;
    loading loading = {source, chunk_name, length, mode, MOON_NO_MEMORY, task->thread};
    if (moon_protected(host, load_body, &loading) != LUA_OK) lua_settop(host->L, 0);
    return loading.status;
}

int32_t moon_check(moon_host *host, const char *source, size_t length, int32_t mode) {
    loading loading = {source, "=check", length, mode & ~MOON_STRICT, MOON_NO_MEMORY, NULL};
    if (moon_protected(host, load_body, &loading) != LUA_OK) lua_settop(host->L, 0);
    return loading.status;
}
