// Handles: userdata that hold one integer each, by which Swift knows an engine or a stream.
//
// Dropping one, by :close(), by leaving a `<close>` scope or by collection, tells Swift once. Lua code may keep fields
// of its own on a handle; they live in its user value.

#include <stdlib.h>

#include "stream.h"

const char moon_handle_type[] = "moondock.handle";
const char moon_stream_type[] = "moondock.stream";

int64_t moon_check_handle(lua_State *L, int index) {
    moon_handle *handle = luaL_testudata(L, index, moon_stream_type);
    if (handle == NULL) handle = luaL_checkudata(L, index, moon_handle_type);
    if (handle->closed) luaL_argerror(L, index, "it is closed");
    return handle->id;
}

void moon_push_handle(lua_State *L, const moon_value *value) {
    bool stream = value->detail != MOON_OPAQUE;
    moon_handle *handle = lua_newuserdatauv(L, sizeof *handle, 1);
    memset(handle, 0, sizeof *handle);
    handle->closed = true;  // until it has its metatable, nothing would release it
    handle->allocate = lua_getallocf(L, &handle->context);
    handle->content = (int)value->length;
    handle->duplex = value->detail == MOON_DUPLEX;
    handle->limits = value->limits;
    luaL_setmetatable(L, stream ? moon_stream_type : moon_handle_type);
    handle->id = value->integer;
    handle->closed = false;
}

void moon_close_handle(lua_State *L, moon_handle *handle) {
    moon_stream_discard(handle);
    if (handle->closed) return;
    handle->closed = true;
    moon_host *host = moon_host_of(L);
    host->callbacks.release_handle(host->callbacks.context, handle->id);
}

static moon_handle *any_handle(lua_State *L) {
    moon_handle *handle = luaL_testudata(L, 1, moon_stream_type);
    return handle != NULL ? handle : luaL_checkudata(L, 1, moon_handle_type);
}

static int close_handle(lua_State *L) {
    moon_close_handle(L, any_handle(L));
    return 0;
}

static int is_closed(lua_State *L) {
    lua_pushboolean(L, any_handle(L)->closed);
    return 1;
}

// Methods first (upvalue 1), then the fields that Lua code put on the handle. What is neither is asked of the metatable
// that Lua gave the methods: it may know what was meant.
static int get_field(lua_State *L) {
    lua_pushvalue(L, 2);
    if (lua_rawget(L, lua_upvalueindex(1)) != LUA_TNIL) return 1;
    if (lua_getiuservalue(L, 1, 1) == LUA_TTABLE) {
        lua_pushvalue(L, 2);
        if (lua_rawget(L, -2) != LUA_TNIL) return 1;
    }
    lua_settop(L, 2);
    lua_gettable(L, lua_upvalueindex(1));
    return 1;
}

// Where a string is needed, a stream is as wrong as a method of strings called on it.
static int use_as_string(lua_State *L) {
    lua_getfield(L, lua_upvalueindex(1), "..");
    return luaL_error(L, "a stream is no string");
}

static int set_field(lua_State *L) {
    luaL_checkudata(L, 1, lua_tostring(L, lua_upvalueindex(1)));
    lua_settop(L, 3);
    if (lua_getiuservalue(L, 1, 1) != LUA_TTABLE) {
        lua_pop(L, 1);
        lua_newtable(L);
        lua_pushvalue(L, -1);
        lua_setiuservalue(L, 1, 1);
    }
    lua_insert(L, 2);
    lua_rawset(L, 2);
    return 0;
}

static void register_type(lua_State *L, const char *type, const luaL_Reg *methods, const char *methods_name) {
    luaL_newmetatable(L, type);
    lua_newtable(L);
    luaL_setfuncs(L, methods, 0);
    lua_pushcfunction(L, close_handle);
    lua_setfield(L, -2, "close");
    lua_pushcfunction(L, is_closed);
    lua_setfield(L, -2, "is_closed");
    lua_pushvalue(L, -1);
    lua_setfield(L, LUA_REGISTRYINDEX, methods_name);
    lua_pushcclosure(L, get_field, 1);
    lua_setfield(L, -2, "__index");
    lua_pushstring(L, type);
    lua_pushcclosure(L, set_field, 1);
    lua_setfield(L, -2, "__newindex");
    lua_pushcfunction(L, close_handle);
    lua_setfield(L, -2, "__gc");
    lua_pushcfunction(L, close_handle);
    lua_setfield(L, -2, "__close");
    lua_pushboolean(L, false);
    lua_setfield(L, -2, "__metatable");
}

void moon_register_handles(lua_State *L) {
    static const luaL_Reg none[] = {{NULL, NULL}};
    register_type(L, moon_handle_type, none, "moondock.handle_methods");
    lua_pop(L, 1);
    register_type(L, moon_stream_type, moon_stream_functions, "moondock.stream_methods");
    lua_pushcfunction(L, moon_stream_call);
    lua_setfield(L, -2, "__call");
    static const char *const of_strings[] = {"__concat", "__len"};
    for (int i = 0; i < 2; i++) {
        lua_getfield(L, LUA_REGISTRYINDEX, "moondock.stream_methods");
        lua_pushcclosure(L, use_as_string, 1);
        lua_setfield(L, -2, of_strings[i]);
    }
    lua_pop(L, 1);
}
