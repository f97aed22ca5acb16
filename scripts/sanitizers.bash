# What scripts/test does under a sanitizer; sourced, not run. Expects `root` and `scratch`.
# shellcheck shell=bash disable=SC2154,SC2034

# What is left out under a sanitizer: its name, a Swift test by its identifier (a regular expression) or a spec's test
# by a part of its title, and the reason.
left_out=(
    'address|LiveScriptTests/.*InLittleMemory|memory is measured, and the sanitizer takes its own'
    'address|is sent in memory that stays flat|memory is measured, and the sanitizer takes its own'
    'address|does not gather in memory|memory is measured, and the sanitizer takes its own'
    'address|SoakTests/flat|memory is measured, and the sanitizer takes its own'
    'thread|LiveScriptTests/.*InLittleMemory|memory is measured, and the sanitizer takes its own'
    'thread|is sent in memory that stays flat|memory is measured, and the sanitizer takes its own'
    'thread|CommandLineTests/busy|the sanitizer keeps a signal back until the program calls something'
    'thread|ShellSessionTests/busy|the sanitizer keeps a signal back until the program calls something'
    'thread|ShellInterruptTests/insisting|the sanitizer keeps a signal back until the program calls something'
    'thread|MoondockTests.LimitTests/timeout|the sanitizer keeps a signal back until the program calls something'
    'thread|MoondockTests.LimitTests/finalizer|the sanitizer keeps a signal back until the program calls something'
    'thread|MoondockTests.LimitTests/instructions|the sanitizer keeps a signal back until the program calls something'
)

# Prepares for one: every process of the run writes what the sanitizer finds into the folder `reports`, whoever reads
# its standard error. Sets `build_options` and `skip_options` for `swift test`, and tells the specs what is left out.
use_sanitizer() {
    local sanitizer=$1 rules=$root/scripts/sanitizers common symbolizer entry which test reason
    reports=$scratch/reports
    mkdir "$reports"
    build_options=(--sanitize "$sanitizer" --scratch-path "$root/.build-$sanitizer")
    symbolizer=$(command -v llvm-symbolizer || true)
    common=log_path=$reports/$sanitizer${symbolizer:+:external_symbolizer_path=$symbolizer}:print_suppressions=0
    export ASAN_OPTIONS=$common:detect_leaks=1
    export LSAN_OPTIONS=suppressions=$rules/leaks.suppressions:print_suppressions=0
    export TSAN_OPTIONS=$common:suppressions=$rules/thread.suppressions:second_deadlock_stack=1

    skip_options=()
    MOONDOCK_TEST_LEFT_OUT=
    for entry in "${left_out[@]}"; do
        IFS='|' read -r which test reason <<<"$entry"
        [[ $which == "$sanitizer" ]] || continue
        say "left out: $test: $reason"
        if [[ $test == *Tests* ]]; then
            skip_options+=(--skip "$test")
        else
            MOONDOCK_TEST_LEFT_OUT+="$test|$reason"$'\n'
        fi
    done
    export MOONDOCK_TEST_LEFT_OUT
}

# Shows what was found; sets `found` to the number of processes with something to report.
show_reports() {
    local file
    found=0
    for file in "$reports"/*; do
        [[ -s $file ]] || continue
        found=$((found + 1))
        say "found in a process:"
        cat "$file" >&2
    done
}
