import Bytes

/// A hosts file (hosts(5)), as bytes: a comment may be in any encoding.
struct HostsFile: Sendable, Equatable {
    let content: [UInt8]

    /// The address that Debian uses for the machine's own name.
    private static let ownAddress = "127.0.1.1"

    /// The file with a name in the machine's own line.
    ///
    /// The names that stood for the old name are replaced, with their domains; other names, the
    /// comment and every other line stay as they are, byte for byte. If there is no line of the
    /// machine's own, one is added.
    ///
    /// - Parameters:
    ///   - name: the new name.
    ///   - old: the machine's previous name, with its domain or without; nil if that is unknown.
    /// - Returns: the new file.
    func naming(_ name: Hostname, insteadOf old: String?) -> HostsFile {
        var lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(Array.init)
        if lines.last == [] { lines.removeLast() }
        let label = old.map(Self.label)
        let isOld = { (name: String) in label?.isSpelledInAnyCase(Self.label(name)) ?? false }
        let all = lines.indices.compactMap { place in
            Line(lines[place]).map { (place: place, line: $0) }
        }
        let own = all.filter { $0.line.address == Self.ownAddress }
        // The line of any address can tell the domain: of the loopback's, or of the instance's own.
        let oldDomain =
            old.flatMap(Self.domain)
            ?? all.lazy.flatMap(\.line.names)
            .filter { isOld($0) && !Hostname.meansMachineItself(Self.label($0)) }
            .compactMap(Self.domain).first
        let first = own.first { $0.line.names.contains(where: isOld) } ?? own.first
        if let first {
            lines[first.place] = first.line.naming(name, insteadOf: label, domain: oldDomain)
        } else {
            let full = oldDomain.map { "\(name.text).\($0) " } ?? ""
            lines.append(Array("\(Self.ownAddress) \(full)\(name.text)".utf8))
        }
        return HostsFile(content: lines.flatMap { $0 + [UInt8(ascii: "\n")] })
    }

    /// A name up to its first dot.
    private static func label(_ name: String) -> String { name.parts(at: ".").first ?? name }

    /// What follows a name's first dot; nil if nothing does.
    private static func domain(_ name: String) -> String? {
        name.halves(around: ".").flatMap { $0.after.isEmpty ? nil : $0.after }
    }

    /// A line with an address.
    private struct Line {
        let address: String
        /// The address, and the white space after it.
        private let start: ArraySlice<UInt8>
        let names: [String]
        /// What follows the names: white space, and a comment.
        private let end: ArraySlice<UInt8>

        /// Parses a line; nil for one without an address.
        init?(_ line: [UInt8]) {
            let comment = line.firstIndex(of: UInt8(ascii: "#")) ?? line.endIndex
            let text = line[..<comment]
            guard let begin = text.firstIndex(where: { !$0.isSpace }),
                let space = text[begin...].firstIndex(where: \.isSpace)
            else { return nil }
            address = String(decoding: text[begin..<space], as: UTF8.self)
            let last = text.lastIndex { !$0.isSpace } ?? space
            let first = text[space...].firstIndex { !$0.isSpace } ?? text.endIndex
            start = line[..<first]
            names = String(decoding: text[first...], as: UTF8.self).words()
            end = line[max(last + 1, first)...]
        }

        /// The line with a name in place of the old one.
        func naming(_ name: Hostname, insteadOf old: String?, domain: String?) -> [UInt8] {
            let isOld = { (other: String) in
                old?.isSpelledInAnyCase(HostsFile.label(other)) ?? false
            }
            let label =
                names.contains(where: isOld) ? old : names.first.map(HostsFile.label)
            var domains: [String] = []
            var others: [String] = []
            for other in names {
                let start = HostsFile.label(other)
                if label?.isSpelledInAnyCase(start) ?? false || name.matches(start) {
                    if let rest = HostsFile.domain(other), !domains.contains(rest) {
                        domains.append(rest)
                    }
                } else {
                    others.append(other)
                }
            }
            if domains.isEmpty, let domain { domains = [domain] }
            let all = domains.map { "\(name.text).\($0)" } + [name.text] + others
            return start + Array(all.joined(separator: " ").utf8) + end
        }
    }
}
