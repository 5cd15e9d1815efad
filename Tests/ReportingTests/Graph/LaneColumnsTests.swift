import Testing

@testable import Reporting

struct LaneColumnsTests {
    @Test(
        arguments: [
            ([], []),
            ([0..<9, 1..<2], [0, 1]),
            // The longest is the outermost, though it begins last.
            ([0..<2, 1..<9], [1, 0]),
            // Where one ends another may begin.
            ([0..<3, 3..<6], [0, 0]),
            ([0..<3, 2..<6, 4..<5], [1, 0, 1]),
            // Lines that begin together never share a column, and keep their order.
            ([0..<1, 0..<1, 0..<1], [0, 1, 2]),
        ] as [([Range<Int>], [Int])])
    func `lines that pass each other have columns of their own`(
        lines: [Range<Int>], columns: [Int]
    ) {
        #expect(LaneColumns(lines).columns == columns)
    }
}
