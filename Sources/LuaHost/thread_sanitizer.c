// Tells the thread sanitizer what it cannot see, because the Swift runtime and Lua are not built with it. Empty elsewhere.
//
// Linked into the sanitized programs, these stand before the libraries' own functions of the same names.

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)

#define _GNU_SOURCE
#include <dlfcn.h>
#include <setjmp.h>
#include <stdint.h>

void __tsan_acquire(void *);
void __tsan_release(void *);

#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SELF __attribute__((swift_context)) void *mutex

typedef __attribute__((swiftcall)) void lock_slow(uint32_t thread, SELF);
typedef __attribute__((swiftcall)) void unlock_slow(SELF);

static lock_slow *next_lock;
static unlock_slow *next_unlock;

__attribute__((constructor)) static void find_next(void) {
    next_lock = (lock_slow *)dlsym(RTLD_NEXT, LOCK_SLOW);
    next_unlock = (unlock_slow *)dlsym(RTLD_NEXT, UNLOCK_SLOW);
}

// What Synchronization.Mutex does when two threads meet at it. Without a meeting it is inlined, and thus seen.
__attribute__((swiftcall)) void mutex_lock_slow(uint32_t thread, SELF) __asm__(LOCK_SLOW);
__attribute__((swiftcall)) void mutex_unlock_slow(SELF) __asm__(UNLOCK_SLOW);

__attribute__((swiftcall)) void mutex_lock_slow(uint32_t thread, SELF) {
    next_lock(thread, mutex);
    __tsan_acquire(mutex);
}

__attribute__((swiftcall)) void mutex_unlock_slow(SELF) {
    __tsan_release(mutex);
    next_unlock(mutex);
}

// How Lua raises. The sanitizer knows longjmp, but not by this name: it would take the functions that were left for
// running still, and its own stack of them would fill up.
_Noreturn void __longjmp_chk(jmp_buf place, int value) { longjmp(place, value); }

#endif
#endif
