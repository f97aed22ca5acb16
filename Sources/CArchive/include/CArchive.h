// libarchive's tar, linked statically: Debian's shared object would bring sixteen others into the program's start.

#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

// A locale in which file names are UTF-8, for uselocale(3) around libarchive's calls; NULL where there is none. libarchive
// translates the names in pax headers to and from the calling thread's locale.
locale_t carchive_utf8(void);
