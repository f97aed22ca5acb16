/// The objects that Lua holds handles of. Lua thread only.
struct HandleTable {
    private var objects: [Int64: any HostObject] = [:]
    private var last: Int64 = 0

    subscript(handle: Int64) -> (any HostObject)? { objects[handle] }

    /// How many handles are open.
    var count: Int { objects.count }

    mutating func add(_ object: any HostObject) -> Int64 {
        last += 1
        objects[last] = object
        return last
    }

    /// Forgets a handle and ends its object.
    mutating func release(_ handle: Int64) {
        objects.removeValue(forKey: handle)?.close()
    }
}
