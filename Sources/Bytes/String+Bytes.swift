// These are used on every line that is printed and every member that is read, so they are not
// generic: that makes them as fast here as in any other module.
extension String {
    /// Whether both are the same bytes.
    @inlinable
    package func isSpelled(_ other: String) -> Bool {
        // The first comparison is fast if the texts differ, which is the usual case.
        self == other && utf8.elementsEqual(other.utf8)
    }

    /// Returns the text with every occurrence of these bytes replaced.
    package func replacing(bytes: String, by other: String) -> String {
        let sought = Array(bytes.utf8)
        guard let first = sought.first else { return self }
        let own = Array(utf8)
        var result: [UInt8] = []
        var start = 0
        var place = 0
        while place <= own.count - sought.count {
            guard own[place] == first, own[place...].starts(with: sought) else {
                place += 1
                continue
            }
            result += own[start..<place]
            result += other.utf8
            place += sought.count
            start = place
        }
        if start == 0 { return self }
        return String(decoding: result + own[start...], as: UTF8.self)
    }
}
