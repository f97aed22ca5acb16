// The Lua library inside the binary, and the searcher that finds it.

#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

#include "embedded.h"

size_t moon_embedded_count(void) { return sizeof embedded / sizeof *embedded; }

moon_embedded moon_embedded_at(size_t index) { return embedded[index]; }

static const moon_embedded *find(const char *module) {
    for (size_t i = 0; i < moon_embedded_count(); i++)
        if (strcmp(embedded[i].module, module) == 0) return &embedded[i];
    return NULL;
}

// A module in the folder that overrides the embedded library: "a.b" is a/b.lua or a/b/init.lua.
static bool find_in_folder(lua_State *L, const char *folder, const char *module) {
    static const char *const endings[] = {".lua", "/init.lua"};
    for (int i = 0; i < 2; i++) {
        const char *relative = luaL_gsub(L, module, ".", "/");
        lua_pushfstring(L, "%s/%s%s", folder, relative, endings[i]);
        FILE *file = fopen(lua_tostring(L, -1), "r");
        if (file != NULL) {
            fclose(file);
            lua_pushfstring(L, "@stdlib/%s%s", relative, endings[i]);
            return true;  // path, chunk name
        }
        lua_pop(L, 2);
    }
    return false;
}

static int load_file(lua_State *L, const char *path, const char *name) {
    FILE *file = fopen(path, "r");
    if (file == NULL) return luaL_error(L, "cannot read %s", path);
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    size_t length;
    do {
        char *room = luaL_prepbuffer(&b);
        length = fread(room, 1, LUAL_BUFFERSIZE, file);
        luaL_addsize(&b, length);
    } while (length == LUAL_BUFFERSIZE);
    fclose(file);
    luaL_pushresult(&b);
    size_t size;
    const char *text = lua_tolstring(L, -1, &size);
    return luaL_loadbufferx(L, text, size, name, "t");
}

static int search(lua_State *L) {
    moon_host *host = moon_host_of(L);
    const char *module = luaL_checkstring(L, 1);
    int status;
    if (host->stdlib != NULL && find_in_folder(L, host->stdlib, module)) {
        int name = lua_gettop(L);
        moon_watch_globals(L, lua_tostring(L, name));
        status = load_file(L, lua_tostring(L, name - 1), lua_tostring(L, name));
        lua_pushvalue(L, name);
    } else {
        const moon_embedded *found = find(module);
        if (found == NULL) {
            lua_pushfstring(L, "no module '%s' in moondock", module);
            return 1;
        }
        lua_pushfstring(L, "@stdlib/%s", found->path);
        int name = lua_gettop(L);
        moon_watch_globals(L, lua_tostring(L, name));
        status = luaL_loadbufferx(L, (const char *)found->bytes, found->length, lua_tostring(L, name), "t");
        lua_pushvalue(L, name);
    }
    if (status != LUA_OK) return luaL_error(L, "error loading module '%s': %s", module, lua_tostring(L, -2));
    moon_set_library_environment(L, lua_gettop(L) - 1);
    return 2;
}

bool moon_has_module(lua_State *L, const char *module) {
    moon_host *host = moon_host_of(L);
    int top = lua_gettop(L);
    bool found = find(module) != NULL || (host->stdlib != NULL && find_in_folder(L, host->stdlib, module));
    lua_settop(L, top);
    return found;
}

// Ours comes before the file system, so that a file in the current folder cannot replace a part of the library.
void moon_register_searcher(lua_State *L) {
    lua_getglobal(L, LUA_LOADLIBNAME);
    lua_getfield(L, -1, "searchers");
    lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
    for (lua_Integer i = count; i >= 2; i--) {
        lua_rawgeti(L, -1, i);
        lua_rawseti(L, -2, i + 1);
    }
    lua_pushcfunction(L, search);
    lua_rawseti(L, -2, 2);
    lua_pop(L, 2);
}
