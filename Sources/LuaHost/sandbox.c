// The sandbox: a state in which nothing reaches beyond Lua, but the host functions that Swift allows.
//
// It does not rest on hiding. What opens files, starts processes, loads machine code or reads the environment is taken
// away before any Lua runs, from moondock's own library too. Two more walls keep memory safe and the library itself:
// bytecode is refused, and of the debug library user code has the traceback alone. The library's chunks get an
// environment of their own, with functions as they were made and the reading half of `debug`; no value leads there.

#include <ctype.h>

#include "internal.h"

static const char environment_key = 0;  // registry: what the library's chunks see as globals
static const char protected_key = 0;    // registry: set of metatables that user code does not get

static const char advice[] = "run it without --sandbox-lua if you trust the script";

// ---- Refusals

// upvalues: what, why.
static int refuse(lua_State *L) {
    return moon_raise_with_hint(L, "sandbox", advice, "%s is refused in the sandbox: %s",
                           lua_tostring(L, lua_upvalueindex(1)), lua_tostring(L, lua_upvalueindex(2)));
}

typedef struct {
    const char *library;  // NULL: the globals
    const char *name;
    const char *why;
} refusal;

static const char files[] = "it reaches files of this machine";
static const char processes[] = "it starts processes on this machine";
static const char machine_code[] = "it loads machine code";
static const char bytecode[] = "bytecode can break out of Lua";
static const char innards[] = "it reaches the innards of running code";

static const refusal refusals[] = {
    {NULL, "dofile", files},
    {NULL, "loadfile", files},
    {"io", "open", files},
    {"io", "popen", processes},
    {"io", "tmpfile", files},
    {"os", "execute", processes},
    {"os", "remove", files},
    {"os", "rename", files},
    {"os", "tmpname", files},
    {"os", "setlocale", "it changes the whole process"},
    {"string", "dump", bytecode},
    {"debug", "debug", innards},
    {"debug", "gethook", innards},
    {"debug", "getinfo", innards},
    {"debug", "getlocal", innards},
    {"debug", "getmetatable", innards},
    {"debug", "getregistry", innards},
    {"debug", "getupvalue", innards},
    {"debug", "getuservalue", innards},
    {"debug", "setcstacklimit", innards},
    {"debug", "sethook", innards},
    {"debug", "setlocal", innards},
    {"debug", "setmetatable", innards},
    {"debug", "setupvalue", innards},
    {"debug", "setuservalue", innards},
    {"debug", "upvalueid", innards},
    {"debug", "upvaluejoin", innards},
    {"package", "loadlib", machine_code},
    {"package", "searchpath", files},
};

static void push_library(lua_State *L, const char *library) {
    lua_pushglobaltable(L);
    if (library == NULL) return;
    lua_getfield(L, -1, library);
    lua_remove(L, -2);
}

static void put_refusals(lua_State *L) {
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const refusal *refusal = &refusals[i];
        push_library(L, refusal->library);
        if (refusal->library == NULL)
            lua_pushstring(L, refusal->name);
        else
            lua_pushfstring(L, "%s.%s", refusal->library, refusal->name);
        lua_pushstring(L, refusal->why);
        lua_pushcclosure(L, refuse, 2);
        lua_setfield(L, -2, refusal->name);
        lua_pop(L, 1);
    }
}

// ---- What stays in part

// io.lines, io.input, io.output: for standard input and output, not for a file by its name.
// upvalues: the function, its name.
static int without_files(lua_State *L) {
    if (!lua_isnoneornil(L, 1) && lua_type(L, 1) != LUA_TUSERDATA)
        return moon_raise_with_hint(L, "sandbox", advice, "%s with a file's name is refused in the sandbox: %s",
                               lua_tostring(L, lua_upvalueindex(2)), files);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

// os.getenv: what describes the terminal, and nothing of the user's. upvalue: the function.
static int get_variable(lua_State *L) {
    static const char *const harmless[] = {"TERM", "COLORTERM", "NO_COLOR"};
    const char *name = luaL_checkstring(L, 1);
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        if (strcmp(name, harmless[i]) != 0) continue;
        lua_settop(L, 1);
        lua_pushvalue(L, lua_upvalueindex(1));
        lua_insert(L, 1);
        lua_call(L, 1, 1);
        return 1;
    }
    return moon_raise_with_hint(L, "sandbox", "give it as an argument of the script, which sees it as arg",
                           "os.getenv(\"%.80s\") is refused in the sandbox: the environment may hold secrets", name);
}

// load: text only. upvalue: the function.
static int load_text(lua_State *L) {
    size_t length = 0;
    const char *text = lua_type(L, 1) == LUA_TSTRING ? lua_tolstring(L, 1, &length) : NULL;
    const char *mode = luaL_optstring(L, 3, "t");
    bool is_bytecode = length > 0 && *text == LUA_SIGNATURE[0];
    if (is_bytecode || strchr(mode, 't') == NULL) {
        lua_pushnil(L);
        lua_pushfstring(L, "bytecode is refused in the sandbox: %s", "it can break out of Lua; load takes text");
        return 2;
    }
    if (lua_gettop(L) > 4) lua_settop(L, 4);
    if (lua_gettop(L) < 3) lua_settop(L, 3);  // an environment that is there stays one, even when it is nil
    lua_pushliteral(L, "t");
    lua_replace(L, 3);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
    return lua_gettop(L);
}

// collectgarbage: what asks for work or a number. upvalue: the function.
static int collect(lua_State *L) {
    static const char *const options[] = {"collect", "count", "isrunning", "step", NULL};
    const char *option = luaL_optstring(L, 1, "collect");
    for (int i = 0; options[i] != NULL; i++) {
        if (strcmp(option, options[i]) != 0) continue;
        lua_settop(L, 1);
        lua_pushvalue(L, lua_upvalueindex(1));
        lua_pushstring(L, option);
        lua_call(L, 1, 1);
        return 1;
    }
    return moon_raise_with_hint(L, "sandbox", "\"collect\", \"step\" and \"count\" work",
                           "collectgarbage(\"%.40s\") is refused in the sandbox: it changes how memory is kept", option);
}

// setmetatable: without finalizers, which would run where no limit holds; those that host.finalizer made are the
// library's, and do not run at once. The library has this function too: user code can put fields into metatables of the library.
// upvalue: the function.
static int set_metatable(lua_State *L) {
    if (lua_type(L, 2) == LUA_TTABLE) {
        lua_pushliteral(L, "__gc");
        if (lua_rawget(L, 2) != LUA_TNIL && lua_tocfunction(L, -1) != moon_finalize)
            return moon_raise_with_hint(L, "sandbox", "a to-be-closed variable cleans up: local x <close> = …",
                                   "__gc is refused in the sandbox: no limit holds in a finalizer");
        lua_pop(L, 1);
    }
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    lua_call(L, lua_gettop(L) - 1, 1);
    return 1;
}

// getmetatable: false for those that others rely on, as a field __metatable = false would say.
static int get_metatable(lua_State *L) {
    luaL_checkany(L, 1);
    if (!lua_getmetatable(L, 1)) {
        lua_pushnil(L);
        return 1;
    }
    lua_pushliteral(L, "__metatable");
    if (lua_rawget(L, -2) != LUA_TNIL) return 1;
    lua_pop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &protected_key);
    lua_pushvalue(L, -2);
    bool is_protected = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 2);
    lua_pushliteral(L, "__gc");
    bool has_finalizer = lua_rawget(L, -2) != LUA_TNIL;
    lua_pop(L, 1);
    if (is_protected || has_finalizer) lua_pushboolean(L, false);
    return 1;
}

// ---- Modules

// A dot stands between two words: where a folder holds the library, "..moondock.host" would be another way to its file.
static bool is_name(const char *name) {
    bool follows_dot = true;
    for (; *name != 0; name++) {
        bool is_dot = *name == '.';
        if (!isalnum((unsigned char)*name) && *name != '_' && *name != '-' && (!is_dot || follows_dot)) return false;
        follows_dot = is_dot;
    }
    return true;
}

// require: modules that the script brought along in package.preload, and the library's public ones.
// upvalues: the table `package` of user code, the true function.
static int require(lua_State *L) {
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "loaded");
    if (!lua_istable(L, 2)) return luaL_error(L, "package.loaded must be a table");
    lua_pushvalue(L, 1);
    if (lua_rawget(L, 2) != LUA_TNIL && lua_toboolean(L, -1)) return 1;
    lua_pop(L, 1);
    lua_getfield(L, lua_upvalueindex(1), "preload");
    lua_pushvalue(L, 1);
    if (lua_istable(L, 3) && lua_rawget(L, 3) == LUA_TFUNCTION) {
        lua_pushvalue(L, 1);
        lua_pushliteral(L, ":preload:");
        lua_call(L, 2, 1);
        if (lua_isnil(L, -1)) {
            lua_pop(L, 1);
            lua_pushboolean(L, true);
        }
        lua_pushvalue(L, 1);
        lua_pushvalue(L, -2);
        lua_rawset(L, 2);
        return 1;
    }
    if (strncmp(name, "moondock.", 9) == 0)
        return moon_raise_with_hint(L, "sandbox", "docker, task, json and the other modules that help() lists are there",
                               "the module '%.80s' is refused in the sandbox: it is an inner part of moondock", name);
    if (!is_name(name) || !moon_has_module(L, name))
        return moon_raise_with_hint(L, "sandbox", "put it into the script: package.preload[\"NAME\"] = function() … end",
                               "the module '%.80s' is not part of moondock, and the sandbox loads no files", name);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(2));
    lua_insert(L, 1);
    lua_call(L, 1, 1);
    return 1;
}

// The true table is left to the true `require` and to the library; user code gets one of its own.
static void divide_package(lua_State *L) {
    push_library(L, "package");
    int true_package = lua_gettop(L);
    lua_getfield(L, true_package, "searchers");
    lua_createtable(L, 2, 0);
    for (int i = 1; i <= 2; i++) {  // package.preload, and the embedded library
        lua_rawgeti(L, -2, i);
        lua_rawseti(L, -2, i);
    }
    lua_setfield(L, true_package, "searchers");
    lua_pop(L, 1);
    static const char *const gone[] = {"loadlib", "searchpath", "cpath"};
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        lua_pushnil(L);
        lua_setfield(L, true_package, gone[i]);
    }
    lua_pushliteral(L, "");
    lua_setfield(L, true_package, "path");

    lua_createtable(L, 0, 8);
    int package = lua_gettop(L);
    lua_newtable(L);
    static const char *const libraries[] = {"string", "table", "math", "utf8", "coroutine", "io", "os", "debug"};
    for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
        push_library(L, libraries[i]);
        lua_setfield(L, -2, libraries[i]);
    }
    lua_pushvalue(L, package);
    lua_setfield(L, -2, "package");
    lua_pushglobaltable(L);
    lua_setfield(L, -2, "_G");
    lua_setfield(L, package, "loaded");
    lua_newtable(L);
    lua_setfield(L, package, "preload");
    lua_pushliteral(L, "");
    lua_setfield(L, package, "path");
    lua_pushliteral(L, "");
    lua_setfield(L, package, "cpath");

    lua_pushvalue(L, package);
    lua_getfield(L, LUA_REGISTRYINDEX, "moondock.require");
    lua_pushcclosure(L, require, 2);
    lua_setglobal(L, "require");
    lua_getfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
    lua_pushvalue(L, package);
    lua_setfield(L, -2, "package");
    lua_pop(L, 1);
    lua_pushvalue(L, package);
    lua_setglobal(L, "package");
    lua_settop(L, true_package - 1);
}

// ---- The library's own environment

// Copies the fields of the table at `from` into the one at `to`.
static void copy_fields(lua_State *L, int from, int to) {
    for (lua_pushnil(L); lua_next(L, from); lua_pop(L, 1)) {
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, to);
    }
}

static void make_environment(lua_State *L) {
    lua_newtable(L);
    int environment = lua_gettop(L);
    lua_pushglobaltable(L);
    int globals = lua_gettop(L);
    for (lua_pushnil(L); lua_next(L, globals); lua_pop(L, 1)) {
        if (!lua_isfunction(L, -1)) continue;
        lua_pushvalue(L, -2);
        lua_pushvalue(L, -2);
        lua_rawset(L, environment);
    }
    // A script may have its own print, which the library then uses; dofile and loadfile are nobody's.
    static const char *const shared[] = {"print", "dofile", "loadfile"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        lua_pushnil(L);
        lua_setfield(L, environment, shared[i]);
    }
    static const char *const copied[] = {"string", "table", "math", "utf8", "coroutine"};
    for (size_t i = 0; i < sizeof copied / sizeof *copied; i++) {
        lua_newtable(L);
        lua_getfield(L, globals, copied[i]);
        copy_fields(L, lua_gettop(L), lua_gettop(L) - 1);
        lua_pop(L, 1);
        lua_setfield(L, environment, copied[i]);
    }
    static const char *const reading[] = {"traceback", "getinfo", "getlocal", "getupvalue", "getmetatable"};
    lua_newtable(L);
    lua_getfield(L, globals, "debug");
    for (size_t i = 0; i < sizeof reading / sizeof *reading; i++) {
        lua_getfield(L, -1, reading[i]);
        lua_setfield(L, -3, reading[i]);
    }
    lua_pop(L, 1);
    lua_setfield(L, environment, "debug");
    lua_getfield(L, globals, "package");
    lua_setfield(L, environment, "package");
    lua_pushvalue(L, globals);
    lua_setfield(L, environment, "_G");
    lua_createtable(L, 0, 2);
    lua_pushvalue(L, globals);
    lua_setfield(L, -2, "__index");
    lua_pushvalue(L, globals);
    lua_setfield(L, -2, "__newindex");
    lua_setmetatable(L, environment);
    lua_settop(L, environment);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &environment_key);
}

void moon_set_library_environment(lua_State *L, int index) {
    if (!moon_host_of(L)->is_sandboxed) return;
    lua_rawgetp(L, LUA_REGISTRYINDEX, &environment_key);
    if (lua_setupvalue(L, index, 1) == NULL) lua_pop(L, 1);
}

// Methods of strings are the library's copies; what a script adds to its own table `string` is found behind them.
static void divide_strings(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &environment_key);
    lua_getfield(L, -1, "string");
    int strings = lua_gettop(L);
    push_library(L, "string");
    lua_getfield(L, -1, "dump");  // the refusal
    lua_setfield(L, strings, "dump");
    lua_createtable(L, 0, 1);
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_setmetatable(L, strings);
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    lua_pushvalue(L, strings);
    lua_setfield(L, -2, "__index");
    lua_settop(L, strings - 2);
}

// Takes the metatable on the top into the set.
static void protect(lua_State *L) {
    lua_rawgetp(L, LUA_REGISTRYINDEX, &protected_key);
    lua_insert(L, -2);
    lua_pushboolean(L, true);
    lua_rawset(L, -3);
    lua_pop(L, 1);
}

static void protect_metatables(lua_State *L) {
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &protected_key);
    static const char *const types[] = {LUA_FILEHANDLE, "moondock.handle", "moondock.stream",
                                        "moondock.error_metatable"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        lua_getfield(L, LUA_REGISTRYINDEX, types[i]);
        protect(L);
    }
    lua_pushliteral(L, "");
    lua_getmetatable(L, -1);
    protect(L);
    lua_pop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &moon_array_key);
    protect(L);
}

// Puts `f` in place of a function, which becomes its first upvalue; a name, where given, is the second.
static void wrap(lua_State *L, const char *library, const char *name, lua_CFunction f, const char *shown) {
    push_library(L, library);
    lua_getfield(L, -1, name);
    if (shown != NULL) lua_pushstring(L, shown);
    lua_pushcclosure(L, f, shown == NULL ? 1 : 2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

void moon_close_sandbox(lua_State *L) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    int top = lua_gettop(L);
    wrap(L, NULL, "load", load_text, NULL);
    wrap(L, NULL, "setmetatable", set_metatable, NULL);
    make_environment(L);
    divide_package(L);
    put_refusals(L);
    divide_strings(L);
    protect_metatables(L);
    wrap(L, "io", "lines", without_files, "io.lines");
    wrap(L, "io", "input", without_files, "io.input");
    wrap(L, "io", "output", without_files, "io.output");
    wrap(L, "os", "getenv", get_variable, NULL);
    wrap(L, NULL, "collectgarbage", collect, NULL);
    lua_pushcfunction(L, get_metatable);
    lua_setglobal(L, "getmetatable");
    lua_settop(L, top);
}
