/// The HTTP statuses that are healthy, in the notation of load balancers: `200`, `200-399`,
/// `200,301-302`.
struct StatusMatcher {
    private let ranges: [ClosedRange<Int>]

    /// Parses a matcher; nil if it is invalid: a status is from 100 to 599.
    init?(_ text: String) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        {
            let ends = part.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
                .map(Self.status)
            guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
                first <= last
            else { return nil }
            ranges.append(first...last)
        }
        self.ranges = ranges
    }

    func matches(_ status: Int) -> Bool {
        ranges.contains { $0.contains(status) }
    }

    /// Three digits, possibly with blanks around them.
    private static func status(_ text: Substring.UTF8View) -> Int? {
        let digits = text.filter { $0 != UInt8(ascii: " ") }
        guard digits.count == 3, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        return (100...599).contains(number) ? number : nil
    }
}
