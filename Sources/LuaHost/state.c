#include "moon.h"
