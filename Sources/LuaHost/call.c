// Calls from Lua to Swift: one trampoline for every host function.
//
// The arguments become a request, Swift answers at once or later, and it is C that yields or waits, and C that turns
// the reply into values or an error. When anything here raises, no Swift frame is on the stack.

#include <stdlib.h>

#include "internal.h"

const char moon_wait_token = 0;

enum { MAX_ARGUMENTS = 8 };

// ---- Arguments

static moon_value scalar(lua_State *L, int index) {
    moon_value value = {.kind = MOON_NIL};
    switch (lua_type(L, index)) {
    case LUA_TBOOLEAN:
        value.kind = MOON_BOOLEAN;
        value.integer = lua_toboolean(L, index);
        break;
    case LUA_TNUMBER:
        if (lua_isinteger(L, index)) {
            value.kind = MOON_INTEGER;
            value.integer = lua_tointeger(L, index);
        } else {
            value.kind = MOON_NUMBER;
            value.number = lua_tonumber(L, index);
        }
        break;
    case LUA_TSTRING:
        value.kind = MOON_BYTES;
        value.bytes = lua_tolstring(L, index, &value.length);
        break;
    default: break;
    }
    return value;
}

static bool is_scalar(int type) {
    return type == LUA_TNIL || type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING;
}

// The JSON text of the value at `index`; it stays on the stack, so that the bytes live.
static moon_value json(lua_State *L, int index) {
    moon_value value = {.kind = MOON_JSON};
    moon_push_json_text(L, index, 0);
    value.bytes = lua_tolstring(L, -1, &value.length);
    return value;
}

// Pushes a table with the same fields that nobody else knows, and gives its size.
static size_t push_copy(lua_State *L, int index) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_newtable(L);
    int copy = lua_gettop(L);
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index); count++) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        lua_rawset(L, copy);
    }
    return count;
}

static moon_value fields(lua_State *L, int index) {
    moon_value value = {.kind = MOON_FIELDS};
    luaL_checktype(L, index, LUA_TTABLE);
    // The __json of one field may add and remove others: it is the copy that is read, and that keeps their strings alive.
    size_t count = push_copy(L, index);
    if (count == 0) return value;
    index = lua_gettop(L);
    moon_field *list = lua_newuserdatauv(L, count * sizeof *list, 0);
    size_t i = 0;
    luaL_checkstack(L, (int)count + 8, "too many fields");
    lua_pushnil(L);
    while (lua_next(L, index)) {
        if (lua_type(L, -2) != LUA_TSTRING) {
            lua_pushvalue(L, -2);
            luaL_error(L, "parameter names are strings; there is one named %s (a %s)", luaL_tolstring(L, -1, NULL),
                       luaL_typename(L, -2));
        }
        list[i].name = lua_tolstring(L, -2, &list[i].name_length);
        int type = lua_type(L, -1);
        if (is_scalar(type)) {
            list[i].value = scalar(L, -1);
            lua_pop(L, 1);  // a string stays alive in the table
        } else {
            list[i].value = json(L, lua_gettop(L));
            lua_insert(L, -3);  // under the key: its bytes must live until the call
            lua_pop(L, 1);
        }
        i++;
    }
    value.fields = list;
    value.length = count;
    return value;
}

static moon_value argument(lua_State *L, int index, char letter) {
    moon_value value = {.kind = MOON_NIL};
    switch (letter) {
    case 'h':
        value.kind = MOON_HANDLE;
        value.integer = moon_check_handle(L, index);
        break;
    case 's':
        value.kind = MOON_BYTES;
        value.bytes = luaL_checklstring(L, index, &value.length);
        break;
    case 'i':
        value.kind = MOON_INTEGER;
        value.integer = luaL_checkinteger(L, index);
        break;
    case 'n':
        value.kind = MOON_NUMBER;
        value.number = luaL_checknumber(L, index);
        break;
    case 'b':
        value.kind = MOON_BOOLEAN;
        value.integer = lua_toboolean(L, index);
        break;
    case 'f': return fields(L, index);
    case 'j': return json(L, index);
    default:
        if (!is_scalar(lua_type(L, index))) luaL_typeerror(L, index, "string, number, boolean or nil");
        return scalar(L, index);
    }
    return value;
}

static int gather(lua_State *L, const moon_function *function, moon_value *arguments) {
    int count = 0;
    for (const char *letter = function->arguments; *letter != 0; letter++) count += *letter != '?';
    lua_settop(L, count);  // converted arguments go above, so an absent one must not be found there
    count = 0;
    for (const char *letter = function->arguments; *letter != 0; letter++) {
        int index = count + 1;
        bool optional = letter[1] == '?';
        if (optional && lua_isnoneornil(L, index))
            arguments[count] = (moon_value){.kind = MOON_NIL};
        else
            arguments[count] = argument(L, index, *letter);
        count++;
        if (optional) letter++;
    }
    return count;
}

// ---- Replies

void moon_release_reply(moon_reply *reply) {
    if (reply->owner == NULL) return;
    void *owner = reply->owner;
    reply->owner = NULL;
    if (reply->release != NULL) reply->release(owner);
}

void moon_drop_reply(moon_host *host, moon_reply *reply) {
    for (int i = 0; i < reply->count; i++) {
        moon_value *value = &reply->values[i];
        if (value->kind != MOON_HANDLE) continue;
        value->kind = MOON_NIL;
        host->callbacks.release_handle(host->callbacks.context, value->integer);
    }
    moon_release_reply(reply);
}

static void push_value(lua_State *L, moon_value *value) {
    switch (value->kind) {
    case MOON_BOOLEAN: lua_pushboolean(L, value->integer != 0); break;
    case MOON_INTEGER: lua_pushinteger(L, value->integer); break;
    case MOON_NUMBER: lua_pushnumber(L, value->number); break;
    case MOON_BYTES: lua_pushlstring(L, value->bytes == NULL ? "" : value->bytes, value->length); break;
    case MOON_JSON: moon_push_json(L, value->bytes, value->length, MOON_OF_ENGINE); break;
    case MOON_HANDLE:
        moon_push_handle(L, value);
        value->kind = MOON_NIL;  // Lua has it
        break;
    default: lua_pushnil(L); break;
    }
}

static int push_reply(lua_State *L) {
    moon_reply *reply = lua_touserdata(L, 1);
    lua_settop(L, 0);
    if (reply->status == MOON_ERROR) {
        moon_push_error(L, reply->values[0].bytes, reply->values[0].length);
        return 1;
    }
    for (int i = 0; i < reply->count; i++) push_value(L, &reply->values[i]);
    return reply->count;
}

static bool is_immediate(const moon_reply *reply) {
    if (reply->status != MOON_VALUES || reply->owner != NULL) return false;
    for (int i = 0; i < reply->count; i++)
        if (reply->values[i].kind > MOON_NUMBER) return false;
    return true;
}

int moon_deliver(lua_State *L, moon_reply *reply) {
    if (is_immediate(reply)) {
        for (int i = 0; i < reply->count; i++) push_value(L, &reply->values[i]);
        return reply->count;
    }
    int base = lua_gettop(L);
    bool failed = reply->status == MOON_ERROR;
    lua_pushcfunction(L, push_reply);
    lua_pushlightuserdata(L, reply);
    // An interrupt may be raised before anything is pushed, and memory may end in the midst of it.
    int status = lua_pcall(L, 1, LUA_MULTRET, 0);
    moon_drop_reply(moon_host_of(L), reply);
    if (status != LUA_OK || failed) return lua_error(L);
    return lua_gettop(L) - base;
}

moon_reply *moon_claim_reply(lua_State *L) {
    moon_host *host = moon_host_of(L);
    moon_reply *reply = host->reply;
    host->reply = NULL;
    if (reply == NULL) luaL_error(L, "this coroutine waits for a reply; only its own task can resume it");
    return reply;
}

int moon_wait_for(lua_State *L, int64_t ticket, lua_KContext context, lua_KFunction k) {
    moon_host *host = moon_host_of(L);
    if (host->can_suspend && lua_isyieldable(L)) {
        host->waiting_ticket = ticket;
        lua_pushlightuserdata(L, (void *)&moon_wait_token);
        return lua_yieldk(L, 1, context, k);
    }
    // Here Lua cannot yield (a sort comparator, a gsub callback, a finalizer…): wait in place.
    moon_reply reply = {.status = MOON_VALUES};
    lua_State *running = host->running;
    bool can_suspend = host->can_suspend;
    int64_t current = host->current_task;
    host->callbacks.wait(host->callbacks.context, ticket, &reply);
    host->running = running;
    host->can_suspend = can_suspend;
    host->current_task = current;
    host->reply = &reply;
    return k(L, LUA_OK, context);
}

static int deliver_k(lua_State *L, int status, lua_KContext context) {
    (void)status, (void)context;
    return moon_deliver(L, moon_claim_reply(L));
}

static int call(lua_State *L) {
    moon_host *host = moon_host_of(L);
    int32_t index = (int32_t)lua_tointeger(L, lua_upvalueindex(1));
    moon_value arguments[MAX_ARGUMENTS];
    moon_request request = {.function = index, .arguments = arguments};
    request.count = gather(L, &host->functions[index], arguments);
    request.ticket = ++host->last_ticket;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    moon_reply reply = {.status = MOON_VALUES};
    if (host->callbacks.start(host->callbacks.context, &request, &reply)) return moon_deliver(L, &reply);
    return moon_wait_for(L, request.ticket, 0, deliver_k);
}

// ---- The module "moondock.host"

static int task_id(lua_State *L) {
    lua_pushinteger(L, moon_host_of(L)->current_task);
    return 1;
}

static int write_error(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    moon_write_error(text, length);
    return 0;
}

int moon_open_host(lua_State *L) {
    moon_host *host = moon_host_of(L);
    static const luaL_Reg own[] = {
        {"spawn", moon_spawn}, {"task_id", task_id},         {"load", moon_load_lua},
        {"where", moon_where}, {"write_error", write_error}, {"finalizer", moon_finalizer}, {NULL, NULL},
    };
    luaL_newlib(L, own);
    for (size_t i = 0; i < host->function_count; i++) {
        lua_pushinteger(L, (lua_Integer)i);
        lua_pushcclosure(L, call, 1);
        lua_setfield(L, -2, host->functions[i].name);
    }
    lua_newtable(L);  // what the command line decided; the session fills it in
    lua_setfield(L, -2, "options");
    // Writing is a host function under its own name and a method of streams.
    static const char *const methods[][2] = {{"write", "stream_write"}, {"close_write", "stream_close_write"}};
    lua_getfield(L, LUA_REGISTRYINDEX, "moondock.stream_methods");
    for (int i = 0; i < 2; i++) {
        lua_getfield(L, -2, methods[i][1]);
        lua_setfield(L, -2, methods[i][0]);
    }
    lua_pop(L, 1);
    // What other files of the host keep in the registry for Lua to fill in.
    static const char *const shared[] = {"error_metatable", "stream_methods", "strict_sources", "json_encode",
                                         "json_decode",     "array",          "is_array",       "null"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        lua_pushfstring(L, "moondock.%s", shared[i]);
        lua_rawget(L, LUA_REGISTRYINDEX);
        lua_setfield(L, -2, shared[i]);
    }
    return 1;
}
