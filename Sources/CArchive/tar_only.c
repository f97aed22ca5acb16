#include "CArchive.h"

#include <pthread.h>

// libarchive keeps this function beside its table of all formats, which would pull zip, 7zip, xar and the others into
// the program, and with them zlib, bzip2, lzma, nettle and libxml2. Defining it here leaves them out, in every kind of
// link. It is weak: where the linker meets libarchive's own, that one counts.
int __archive_write_entry_filetype_unsupported(struct archive *archive, struct archive_entry *entry,
                                               const char *format);

__attribute__((weak)) int __archive_write_entry_filetype_unsupported(struct archive *archive,
                                                                     struct archive_entry *entry,
                                                                     const char *format) {
    const char *name = archive_entry_pathname(entry);
    archive_set_error(archive, -1, "%s: a file of this type does not fit into %s archives",
                      name == NULL ? "an entry" : name, format);
    return ARCHIVE_FAILED;
}

static locale_t utf8;

static void make_utf8(void) { utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0); }

locale_t carchive_utf8(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_utf8);
    return utf8;
}
