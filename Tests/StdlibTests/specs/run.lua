-- Runs the spec files named as arguments and ends with their exit code:
--     moondock run.lua time_spec.lua units_spec.lua

os.exit(require("test").run(arg))
