// Errors as tables {kind, message, status, operation, hint, cause, where}, and what is told of an error nobody caught.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

enum { REPORT_MEMORY = 4 << 20 };

static const char metatable_key = 0;
static const char library_prefix[] = "@stdlib/";

// ---- Where

// The first Lua function on the stack that is not the library's own: the line the user wrote.
static bool find_where(lua_State *L, int level, lua_Debug *ar) {
    for (; lua_getstack(L, level, ar); level++) {
        if (!lua_getinfo(L, "Sl", ar) || ar->currentline <= 0) continue;
        if (strncmp(ar->source, library_prefix, sizeof library_prefix - 1) != 0) return true;
    }
    return false;
}

// host.where() -> "script.lua:3", or nil.
int moon_where(lua_State *L) {
    lua_Debug ar;
    if (find_where(L, 1, &ar))
        lua_pushfstring(L, "%s:%d", ar.short_src, ar.currentline);
    else
        lua_pushnil(L);
    return 1;
}

// Gives the error table on the top its metatable and place.
static void finish_error(lua_State *L) {
    lua_Debug ar;
    if (find_where(L, 0, &ar)) {
        lua_pushfstring(L, "%s:%d", ar.short_src, ar.currentline);
        lua_setfield(L, -2, "where");
    }
    lua_rawgetp(L, LUA_REGISTRYINDEX, &metatable_key);
    lua_setmetatable(L, -2);
}

void moon_push_error(lua_State *L, const char *json, size_t length) {
    moon_push_json(L, json, length, 0);
    if (lua_istable(L, -1)) finish_error(L);
}

static int raise_table(lua_State *L, const char *kind, const char *message, const char *hint) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_createtable(L, 0, 4);
    lua_pushstring(L, kind);
    lua_setfield(L, -2, "kind");
    lua_pushstring(L, message);
    lua_setfield(L, -2, "message");
    if (hint != NULL) {
        lua_pushstring(L, hint);
        lua_setfield(L, -2, "hint");
    }
    finish_error(L);
    return lua_error(L);
}

int moon_raise(lua_State *L, const char *kind, const char *format, ...) {
    char message[512];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return raise_table(L, kind, message, NULL);
}

int moon_raise_with_hint(lua_State *L, const char *kind, const char *hint, const char *format, ...) {
    char message[512];
    va_list list;
    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    return raise_table(L, kind, message, hint);
}

// The message, and the hint on a line below it.
static int error_tostring(lua_State *L) {
    lua_settop(L, 1);
    lua_getfield(L, 1, "message");
    if (!lua_isstring(L, -1)) lua_getfield(L, 1, "kind");
    if (!lua_isstring(L, -1)) lua_pushliteral(L, "error");
    lua_getfield(L, 1, "hint");
    if (lua_isstring(L, -1))
        lua_pushfstring(L, "%s\n  hint: %s", lua_tostring(L, -2), lua_tostring(L, -1));
    else
        lua_pop(L, 1);
    lua_tostring(L, -1);
    return 1;
}

void moon_register_errors(lua_State *L) {
    lua_newtable(L);
    lua_pushcfunction(L, error_tostring);
    lua_setfield(L, -2, "__tostring");
    lua_pushliteral(L, "error");
    lua_setfield(L, -2, "__name");
    lua_pushvalue(L, -1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &metatable_key);
    lua_setfield(L, LUA_REGISTRYINDEX, "moondock.error_metatable");
    lua_newtable(L);
    lua_setfield(L, LUA_REGISTRYINDEX, "moondock.strict_sources");
}

// ---- Reports

typedef struct {
    lua_State *thread;
    moon_report *report;
    bool with_json;
} reporting;

static char *copy(lua_State *L, int index) {
    const char *text = lua_tostring(L, index);
    return text == NULL ? NULL : strdup(text);
}

// Takes a string field of the error table at index 2.
static char *field(lua_State *L, const char *name) {
    char *text = NULL;
    if (lua_istable(L, 2)) {
        lua_pushstring(L, name);
        lua_rawget(L, 2);
        if (lua_type(L, -1) == LUA_TSTRING) text = copy(L, -1);
        lua_pop(L, 1);
    }
    return text;
}

// Pushes the text of the error at index 2: what it says of itself; a table that says nothing is shown as JSON.
static void push_text(lua_State *L) {
    if (lua_istable(L, 2)) {
        if (luaL_getmetafield(L, 2, "__tostring") == LUA_TNIL) {
            moon_push_json_text(L, 2, MOON_SORTED | MOON_LENIENT);
            return;
        }
        lua_pop(L, 1);
    }
    luaL_tolstring(L, 2, NULL);
}

static int report_body(lua_State *L) {
    reporting *reporting = lua_touserdata(L, 1);
    moon_report *report = reporting->report;
    lua_State *thread = reporting->thread;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    if (lua_gettop(thread) == 0) lua_pushnil(thread);
    luaL_checkstack(thread, 1, NULL);
    lua_pushvalue(thread, -1);
    lua_xmove(thread, L, 1);  // index 2: the error
    report->kind = field(L, "kind");
    report->location = field(L, "where");
    if (lua_istable(L, 2)) {
        lua_pushliteral(L, "status");
        lua_rawget(L, 2);
        report->status = lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    push_text(L);
    report->message = copy(L, -1);
    lua_pop(L, 1);
    if (lua_status(thread) > LUA_YIELD) {
        luaL_traceback(L, thread, NULL, 0);
        report->traceback = copy(L, -1);
        lua_pop(L, 1);
    }
    return 0;
}

static int report_json(lua_State *L) {
    reporting *reporting = lua_touserdata(L, 1);
    moon_report *report = reporting->report;
    lua_pushvalue(reporting->thread, -1);
    lua_xmove(reporting->thread, L, 1);
    lua_createtable(L, 0, 8);
    if (lua_istable(L, 2)) {
        for (lua_pushnil(L); lua_next(L, 2); lua_pop(L, 1)) {
            if (lua_type(L, -2) != LUA_TSTRING) continue;
            lua_pushvalue(L, -2);
            lua_pushvalue(L, -2);
            lua_rawset(L, 3);
        }
    }
    lua_pushstring(L, report->kind);
    lua_setfield(L, 3, "kind");
    lua_getfield(L, 3, "message");
    if (lua_type(L, -1) != LUA_TSTRING) {
        lua_pushstring(L, report->message);
        lua_setfield(L, 3, "message");
    }
    lua_settop(L, 3);
    moon_push_json_text(L, 3, MOON_SORTED | MOON_LENIENT);
    report->json = copy(L, -1);
    return 0;
}

moon_report moon_task_report(moon_host *host, int64_t id) {
    moon_report report = {0};
    moon_task *task = moon_find_task(host, id);
    if (task != NULL) {
        reporting reporting = {.thread = task->thread, .report = &report};
        // Describing an error may need more memory than the limit leaves; it is a few strings, so let it. No more than
        // that: the error may have a __tostring of the user's.
        size_t limit = host->memory_limit;
        if (limit != 0) host->memory_limit = (host->memory > limit ? host->memory : limit) + REPORT_MEMORY;
        // An interrupt reaches a __tostring too.
        lua_State *running = host->running;
        host->running = host->L;
        moon_arm(host, host->L);
        int status = moon_protected(host, report_body, &reporting);
        host->running = running;
        lua_settop(host->L, 0);
        if (status != LUA_OK && host->interrupt_stage > 1) {
            moon_reason_words words = moon_words_of_reason(host->interrupt_reason);
            moon_report_free(&report);
            report.kind = strdup(words.kind);
            report.message = strdup(words.message);
        }
        if (report.kind == NULL) report.kind = strdup("lua");
        if (report.message == NULL)
            report.message = strdup(status == LUA_OK || status == LUA_ERRMEM
                                        ? "not enough memory"
                                        : "an error that cannot be told: its __tostring failed, or it contains itself");
        if (report.kind != NULL && report.message != NULL) moon_protected(host, report_json, &reporting);
        lua_settop(host->L, 0);
        host->memory_limit = limit;
    }
    return report;
}

void moon_report_free(moon_report *report) {
    free(report->kind);
    free(report->message);
    free(report->location);
    free(report->traceback);
    free(report->json);
    *report = (moon_report){0};
}
