/// One file, directory or link of a tar archive.
///
/// Names are bytes, as they are on the disk: an archive may hold names that are no UTF-8.
public struct TarEntry: Sendable, Equatable {
    /// What an entry is.
    public enum Kind: String, Sendable {
        case file
        case directory
        case symlink
        case hardlink
        case fifo
        case characterDevice = "character device"
        case blockDevice = "block device"
    }

    /// The path, with slashes; directories may end in one.
    public var path: [UInt8]
    /// What it is.
    public var kind: Kind
    /// Bytes of content; 0 for anything but a file.
    public var size: Int64
    /// The permission bits, with set-uid, set-gid and sticky: at most 0o7777.
    public var mode: UInt32
    /// When the content changed last.
    public var modified: FileTime
    /// Who owns it.
    public var owner: FileOwner
    /// Where a symbolic link points, or the path of the entry that a hard link repeats.
    public var linkTarget: [UInt8]
    /// The number of a device.
    public var device: UInt64

    /// An entry; what is left out is empty or 0.
    public init(
        _ path: [UInt8], _ kind: Kind, size: Int64 = 0, mode: UInt32, modified: FileTime = FileTime(seconds: 0),
        owner: FileOwner = FileOwner(user: 0, group: 0), linkTarget: [UInt8] = [], device: UInt64 = 0
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.modified = modified
        self.owner = owner
        self.linkTarget = linkTarget
        self.device = device
    }

    /// The path as text, for messages; bytes that are no UTF-8 are repaired.
    public var name: String { String(decoding: path, as: UTF8.self) }
}

/// A point in time, in seconds and nanoseconds since 1970.
public struct FileTime: Sendable, Equatable {
    /// Whole seconds; negative before 1970.
    public var seconds: Int64
    /// 0 to 999,999,999.
    public var nanoseconds: Int64

    /// A time.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

/// The numbers of a user and a group.
public struct FileOwner: Sendable, Equatable {
    /// The user's.
    public var user: Int64
    /// The group's.
    public var group: Int64

    /// An owner.
    public init(user: Int64, group: Int64) {
        self.user = user
        self.group = group
    }

    /// root and its group.
    public static let root = FileOwner(user: 0, group: 0)
}
