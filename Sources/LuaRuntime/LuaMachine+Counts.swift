internal import Glibc

/// What a session holds, for whoever looks for leaks.
extension LuaMachine {
    /// One JSON object: open `handles`, `tasks` that wait, `calls` and `timers` under way for them, `events` not yet
    /// signalled, and the process's open file `descriptors`.
    var counts: String {
        """
        {"handles":\(handles.count),"tasks":\(waiting.allTasks.count),"calls":\(cancels.count),\
        "timers":\(timers.count),"events":\(events.openCount),"descriptors":\(openDescriptors())}
        """
    }
}

/// How many file descriptors the process has open.
private func openDescriptors() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count - 3  // the folder itself, "." and ".."
}
