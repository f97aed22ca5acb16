return {
    title = "The multiplexed stream by hand",
    summary = "eight bytes before each piece: which stream, and how long",
    steps = {
        {
            prepare = function()
                docker.containers.run("busybox", { "sh", "-c", "echo to the one; sleep 0.2; echo and the other >&2" },
                    { name = "lesson-frames", labels = lesson.labels, stderr = true })
            end,
            text = "Without a terminal, stdout and stderr share one connection. The engine puts a header of eight "
                .. "bytes before "
                .. "each piece: 1 or 2 for the stream, three zeros, and the length as four bytes, the highest first. "
                .. "lesson.raw(f) gives the bytes as they came. The container lesson-frames has written two lines.",
            task = "put the raw bytes of its logs into the variable bytes.",
            hints = { 'The function is function() docker.logs("lesson-frames"):read_all() end.',
                "bytes = lesson.raw(…)" },
            solution = 'bytes = lesson.raw(function() docker.logs("lesson-frames"):read_all() end)',
            check = function(state)
                local bytes = state:value "bytes"
                return type(bytes) == "string" and bytes:sub(1, 4) == "\1\0\0\0", 
                    "bytes does not begin with a frame of stdout"
            end,
        },
        {
            text = "string.unpack reads binary data. The format is >B xxx I4: the highest byte first, one byte, "
                .. "three that are "
                .. "skipped, an integer of four bytes.",
            task = "put the stream and the length of the first frame into the variables source and length.",
            hints = { 'The format is ">BxxxI4".', 'source, length = string.unpack(">BxxxI4", …)' },
            solution = 'source, length = string.unpack(">BxxxI4", bytes)',
            check = function(state)
                return state:value "source" == 1 and state:value "length" == 11,
                    "source and length are not those of the frame"
            end,
        },
        {
            text = "Behind the header stand as many bytes as it says; then comes the next header.",
            task = "take all frames apart, and put what went to stderr into the variable other.",
            hints = { "A loop: while #bytes > 0. Cut what was read off with bytes:sub.",
                "The text is bytes:sub(9, 8 + length); the rest is bytes:sub(9 + length)." },
            solution = [[
rest, other = bytes, ""
while #rest > 0 do
    source, length = string.unpack(">BxxxI4", rest)
    if source == 2 then other = other .. rest:sub(9, 8 + length) end
    rest = rest:sub(9 + length)
end]],
            check = function(state)
                return state:value "other" == "and the other\n", "other is not what the container wrote to stderr"
            end,
        },
    },
}
