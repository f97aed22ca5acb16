#!/usr/bin/env moondock
save('/tmp/D6B0A955-E0C5-4746-B144-682D060317E6/out/x.lua')
