/// Returns the name among `names` that a person most likely meant by `word`.
///
/// The distance is Levenshtein's, ignoring case, with two swapped neighbours counted as one change
/// (optimal string alignment). A name that differs in more than a third of the word does not match.
///
/// - Parameters:
///   - word: as typed.
///   - names: the valid names.
///   - most: the maximum number of changes; nil for a third of the word.
/// - Returns: nil if no name is similar enough.
package func nearestName(
    to word: String, among names: some Sequence<String>, within most: Int? = nil
) -> String? {
    // Longer than any name that a person types; bounds the table for hostile input.
    guard word.utf8.count <= 128 else { return nil }
    let limit = most ?? max(1, word.unicodeScalars.count / 3)
    return
        names
        // The distance is at least the difference in length.
        .filter { abs($0.utf8.count - word.utf8.count) <= 4 * limit }
        .map { (name: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
        .filter { $0.distance <= limit }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
        .name
}

private func editDistance(_ left: String, _ right: String) -> Int {
    let a = Array(left.unicodeScalars)
    let b = Array(right.unicodeScalars)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                cost = min(cost, beforeLast[j - 1] + 1)
            }
            row.append(cost)
        }
        beforeLast = last
        last = row
    }
    return last[b.count]
}
