/// The name that was probably meant, for errors about unknown names.
public enum NearestName {
    /// The candidate closest to `name`, or nil when none is close enough to be a slip of the fingers. Ties go to the first.
    ///
    /// Case does not count: `containerlist` finds `ContainerList`. The distance allowed grows with the length of the name: none
    /// below 2 letters, 1 up to 4, 2 up to 8, 3 above.
    public static func find(_ name: String, in candidates: some Sequence<String>) -> String? {
        let wanted = Array(name.lowercased().utf8)
        guard wanted.count >= 2, wanted.count <= 200 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates where candidate != name {
            let letters = Array(candidate.lowercased().utf8)
            let limit = min(allowed(min(wanted.count, letters.count)), (best?.distance ?? .max) - 1)
            guard limit >= 0, abs(letters.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, letters)
            if distance <= limit { best = (candidate, distance) }
            if best?.distance == 0 { break }
        }
        return best?.name
    }

    /// ` (did you mean "all"?)`, or nothing when no name is near.
    static func question(_ name: String, in candidates: some Sequence<String>) -> String {
        find(name, in: candidates).map { " (did you mean \"\($0)\"?)" } ?? ""
    }

    private static func allowed(_ length: Int) -> Int {
        switch length {
        case ..<2: 0
        case ..<5: 1
        case ..<9: 2
        default: 3
        }
    }

    /// Damerau-Levenshtein distance in its restricted form: insertions, deletions, replacements and swaps of neighbours, no
    /// letter edited twice.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                var cost = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
