// Lua values to JSON text.
//
// A table is an array when it carries the array mark, or when its keys are 1..n and n > 0; anything else is an object
// with string keys. A metatable's __json (a function of the value, or a value) is encoded in the value's place.

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

const char moon_array_key = 0;  // registry: the metatable that marks arrays
static const char buffer_type[] = "moondock.buffer";

enum { DEPTH_LIMIT = 200 };

typedef struct {
    char *bytes;
    size_t length, capacity;
    lua_Alloc allocate;
    void *context;
} buffer;

typedef struct {
    lua_State *L;
    buffer *out;
    int flags;
} writer;

// ---- The buffer: a userdata, so that an error anywhere frees it; counted by Lua's allocator.

static int buffer_gc(lua_State *L) {
    buffer *b = lua_touserdata(L, 1);
    if (b->bytes != NULL) b->allocate(b->context, b->bytes, b->capacity, 0);
    b->bytes = NULL;
    b->capacity = 0;
    return 0;
}

static buffer *new_buffer(lua_State *L) {
    buffer *b = lua_newuserdatauv(L, sizeof *b, 0);
    *b = (buffer){0};
    b->allocate = lua_getallocf(L, &b->context);
    luaL_setmetatable(L, buffer_type);
    return b;
}

static void reserve(writer *w, size_t more) {
    buffer *b = w->out;
    if (b->length + more <= b->capacity) return;
    size_t capacity = b->capacity == 0 ? 256 : b->capacity * 2;
    while (capacity < b->length + more) capacity *= 2;
    char *bytes = b->allocate(b->context, b->bytes, b->capacity, capacity);
    if (bytes == NULL) luaL_error(w->L, "not enough memory");
    b->bytes = bytes;
    b->capacity = capacity;
}

static void put(writer *w, const char *text, size_t length) {
    reserve(w, length);
    memcpy(w->out->bytes + w->out->length, text, length);
    w->out->length += length;
}

static void put_text(writer *w, const char *text) { put(w, text, strlen(text)); }

static void put_indent(writer *w, int depth) {
    if (!(w->flags & MOON_PRETTY)) return;
    put_text(w, "\n");
    for (int i = 0; i < depth; i++) put_text(w, "  ");
}

// ---- Strings

// The length of the valid UTF-8 sequence at `s`, or 0.
static size_t sequence_length(const unsigned char *s, size_t left) {
    unsigned char c = s[0];
    if (c < 0x80) return 1;
    size_t n = c >= 0xc2 && c < 0xe0 ? 2 : c >= 0xe0 && c < 0xf0 ? 3 : c >= 0xf0 && c < 0xf5 ? 4 : 0;
    if (n == 0 || n > left) return 0;
    for (size_t i = 1; i < n; i++)
        if ((s[i] & 0xc0) != 0x80) return 0;
    if (c == 0xe0 && s[1] < 0xa0) return 0;                   // overlong
    if (c == 0xed && s[1] > 0x9f) return 0;                   // surrogates
    if (c == 0xf0 && s[1] < 0x90) return 0;                   // overlong
    if (c == 0xf4 && s[1] > 0x8f) return 0;                   // beyond U+10FFFF
    return n;
}

static void put_string(writer *w, const char *text, size_t length) {
    static const char hex[] = "0123456789abcdef";
    const unsigned char *s = (const unsigned char *)text;
    put(w, "\"", 1);
    size_t start = 0, i = 0;
    while (i < length) {
        unsigned char c = s[i];
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && c != 0x7f) {
            i++;
            continue;
        }
        size_t n = c < 0x20 || c == 0x7f ? 1 : sequence_length(s + i, length - i);
        if (n > 1) {
            i += n;
            continue;
        }
        put(w, text + start, i - start);
        if (n == 0) {
            if (!(w->flags & MOON_LENIENT))
                moon_raise(w->L, "invalid_argument", "a string is not valid UTF-8 (byte %d of %d), so JSON cannot hold it", (int)i + 1,
                           (int)length);
            put_text(w, "\\ufffd");
        } else if (c == '"' || c == '\\') {
            put(w, (char[]){'\\', (char)c}, 2);
        } else if (c == '\n') {
            put_text(w, "\\n");
        } else if (c == '\t') {
            put_text(w, "\\t");
        } else if (c == '\r') {
            put_text(w, "\\r");
        } else {
            put(w, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
        }
        start = ++i;
    }
    put(w, text + start, length - start);
    put(w, "\"", 1);
}

// ---- Numbers

static void put_number(writer *w, int index) {
    char text[40];
    if (lua_isinteger(w->L, index)) {
        snprintf(text, sizeof text, LUA_INTEGER_FMT, lua_tointeger(w->L, index));
    } else {
        double number = lua_tonumber(w->L, index);
        if (!isfinite(number)) moon_raise(w->L, "invalid_argument", "%f is not a number that JSON can hold", number);
        // Lua's division makes floats; the engine reads whole numbers only without a fraction.
        if (number == floor(number) && fabs(number) < 9007199254740992.0) {
            snprintf(text, sizeof text, "%.0f", number);
        } else {
            for (int digits = 15; digits <= 17; digits++) {
                snprintf(text, sizeof text, "%.*g", digits, number);
                if (strtod(text, NULL) == number) break;
            }
        }
    }
    put_text(w, text);
}

// ---- Tables

static void put_value(writer *w, int index, int depth);

static bool is_array(lua_State *L, int index) {
    if (lua_getmetatable(L, index)) {
        lua_rawgetp(L, LUA_REGISTRYINDEX, &moon_array_key);
        bool marked = lua_rawequal(L, -1, -2);
        lua_pop(L, 2);
        if (marked) return true;
    }
    lua_Integer length = (lua_Integer)lua_rawlen(L, index);
    if (length == 0) return false;
    lua_Integer count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        if (!lua_isinteger(L, -2)) {
            lua_pop(L, 2);
            return false;
        }
        lua_Integer key = lua_tointeger(L, -2);
        if (key < 1 || key > length || ++count > length) {
            lua_pop(L, 2);
            return false;
        }
    }
    return count == length;
}

static void put_array(writer *w, int index, int depth) {
    lua_Integer length = (lua_Integer)lua_rawlen(w->L, index);
    put_text(w, "[");
    for (lua_Integer i = 1; i <= length; i++) {
        if (i > 1) put_text(w, ",");
        put_indent(w, depth + 1);
        lua_rawgeti(w->L, index, i);
        put_value(w, lua_gettop(w->L), depth + 1);
        lua_pop(w->L, 1);
    }
    if (length > 0) put_indent(w, depth);
    put_text(w, "]");
}

static void put_member(writer *w, bool *first, int depth) {
    lua_State *L = w->L;
    if (!*first) put_text(w, ",");
    *first = false;
    put_indent(w, depth + 1);
    size_t length;
    const char *name = lua_tolstring(L, -2, &length);
    put_string(w, name, length);
    put_text(w, w->flags & MOON_PRETTY ? ": " : ":");
    put_value(w, lua_gettop(L), depth + 1);
}

static void check_key(writer *w) {
    if (lua_type(w->L, -2) == LUA_TSTRING) return;
    moon_raise(w->L, "invalid_argument", "a table with both a list part and names, or with a %s as key, has no JSON form",
               luaL_typename(w->L, -2));
}

typedef struct {
    const char *text;
    size_t length;
    lua_Integer place;  // in the list that keeps the names
} name;

static int compare_names(const void *left, const void *right) {
    const name *a = left, *b = right;
    int order = memcmp(a->text, b->text, a->length < b->length ? a->length : b->length);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static void put_sorted_object(writer *w, int index, int depth) {
    lua_State *L = w->L;
    size_t count = 0;
    for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
        check_key(w);
        count++;
    }
    name *names = lua_newuserdatauv(L, (count + 1) * sizeof *names, 0);
    // The __json of one member may remove others, whose names must live on.
    lua_createtable(L, count > 1 << 20 ? 1 << 20 : (int)count, 0);
    int kept = lua_gettop(L);
    size_t found = 0;
    for (lua_pushnil(L); lua_next(L, index) && found < count; found++) {
        lua_pop(L, 1);
        name *name = &names[found];
        name->text = lua_tolstring(L, -1, &name->length);
        name->place = (lua_Integer)found + 1;
        lua_pushvalue(L, -1);
        lua_rawseti(L, kept, name->place);
    }
    lua_settop(L, kept);
    qsort(names, found, sizeof *names, compare_names);
    bool first = true;
    for (size_t i = 0; i < found; i++) {
        lua_rawgeti(L, kept, names[i].place);
        lua_pushvalue(L, -1);
        lua_rawget(L, index);
        put_member(w, &first, depth);
        lua_pop(L, 2);
    }
    lua_pop(L, 2);
}

static void put_object(writer *w, int index, int depth) {
    lua_State *L = w->L;
    put_text(w, "{");
    size_t before = w->out->length;
    if (w->flags & MOON_SORTED) {
        put_sorted_object(w, index, depth);
    } else {
        bool first = true;
        for (lua_pushnil(L); lua_next(L, index); lua_pop(L, 1)) {
            check_key(w);
            put_member(w, &first, depth);
        }
    }
    if (w->out->length > before) put_indent(w, depth);
    put_text(w, "}");
}

// Replaces the value at `index` by what its metatable's __json says. True when it did.
static bool converted(writer *w, int index, int depth) {
    lua_State *L = w->L;
    int type = luaL_getmetafield(L, index, "__json");
    if (type == LUA_TNIL) return false;
    if (type == LUA_TFUNCTION) {
        lua_pushvalue(L, index);
        lua_call(L, 1, 1);
    }
    put_value(w, lua_gettop(L), depth + 1);
    lua_pop(L, 1);
    return true;
}

static void put_value(writer *w, int index, int depth) {
    lua_State *L = w->L;
    if (depth > DEPTH_LIMIT) moon_raise(L, "invalid_argument", "nested deeper than %d levels (a table that holds itself?)", DEPTH_LIMIT);
    luaL_checkstack(L, 12, "nested too deeply");
    switch (lua_type(L, index)) {
    case LUA_TNIL: put_text(w, "null"); return;
    case LUA_TBOOLEAN: put_text(w, lua_toboolean(L, index) ? "true" : "false"); return;
    case LUA_TNUMBER: put_number(w, index); return;
    case LUA_TSTRING: {
        size_t length;
        const char *text = lua_tolstring(L, index, &length);
        put_string(w, text, length);
        return;
    }
    case LUA_TLIGHTUSERDATA:
        if (lua_touserdata(L, index) == NULL) {
            put_text(w, "null");
            return;
        }
        break;
    case LUA_TTABLE:
        if (converted(w, index, depth)) return;
        if (is_array(L, index))
            put_array(w, index, depth);
        else
            put_object(w, index, depth);
        return;
    default:
        if (converted(w, index, depth)) return;
    }
    if (w->flags & MOON_LENIENT) {
        size_t length;
        const char *text = luaL_tolstring(L, index, &length);
        put_string(w, text, length);
        lua_pop(L, 1);
        return;
    }
    moon_raise(L, "invalid_argument", "a %s has no JSON form", luaL_typename(L, index));
}

void moon_push_json_text(lua_State *L, int index, int flags) {
    index = lua_absindex(L, index);
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    writer w = {L, new_buffer(L), flags};
    int holder = lua_gettop(L);
    put_value(&w, index, 0);
    lua_pushlstring(L, w.out->bytes == NULL ? "" : w.out->bytes, w.out->length);
    lua_replace(L, holder);
}

// ---- For Lua

static int json_encode(lua_State *L) {
    luaL_checkany(L, 1);
    int flags = lua_toboolean(L, 2) ? MOON_PRETTY | MOON_SORTED : MOON_SORTED;
    lua_settop(L, 1);
    moon_push_json_text(L, 1, flags);
    return 1;
}

static int json_decode(lua_State *L) {
    size_t length;
    const char *text = luaL_checklstring(L, 1, &length);
    int flags = lua_toboolean(L, 2) ? MOON_KEEP_NULLS : 0;
    moon_push_json(L, text, length, flags);
    return 1;
}

static int mark_array(lua_State *L) {
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &moon_array_key);
    lua_setmetatable(L, 1);
    return 1;
}

static int tell_array(lua_State *L) {
    lua_pushboolean(L, lua_istable(L, 1) && is_array(L, 1));
    return 1;
}

void moon_register_json(lua_State *L) {
    luaL_newmetatable(L, buffer_type);
    lua_pushcfunction(L, buffer_gc);
    lua_setfield(L, -2, "__gc");
    lua_pop(L, 1);
    lua_newtable(L);
    lua_pushliteral(L, "array");
    lua_setfield(L, -2, "__name");
    lua_rawsetp(L, LUA_REGISTRYINDEX, &moon_array_key);
    static const luaL_Reg functions[] = {{"moondock.json_encode", json_encode},
                                         {"moondock.json_decode", json_decode},
                                         {"moondock.array", mark_array},
                                         {"moondock.is_array", tell_array}};
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        lua_pushcfunction(L, functions[i].func);
        lua_setfield(L, LUA_REGISTRYINDEX, functions[i].name);
    }
    lua_pushlightuserdata(L, NULL);
    lua_setfield(L, LUA_REGISTRYINDEX, "moondock.null");
}
