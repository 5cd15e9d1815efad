import Bytes

/// A name that an instance can have: letters, digits and `-`, 1 to 63 characters, no `-` at either end (a
/// label of RFC 1123; the pattern of OpsWorks' API 2013-02-18 and of `aws opsworks register`), which
/// means no address and not this machine itself.
package struct Hostname: Sendable, Equatable {
    let text: String

    /// Takes a name; nil if it is not one.
    init?(_ text: String) {
        let isName = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName, (1...Self.lengthLimit).contains(text.utf8.count), !text.begins(with: "-"),
            !text.ends(with: "-"), !Self.isAddress(text),
            !Self.ownNames.contains(where: text.isSpelledInAnyCase)
        else { return nil }
        self.text = text
    }

    /// Whether inet_aton(3), which resolvers ask first, takes a name for an IPv4 address, as `127` and
    /// `0x7f000001`; digits alone are not, even if they are too large for an address.
    private static func isAddress(_ text: String) -> Bool {
        let digits = text.rest(after: "0x") ?? text.rest(after: "0X")
        return digits.map { $0.utf8.allSatisfy(\.isHexDigit) }
            ?? text.utf8.allSatisfy(\.isDigit)
    }

    /// Whether a text would be a name if it did not mean an address, or this machine itself.
    package static func meansMachineItself(_ text: String) -> Bool {
        isAddress(text) || ownNames.contains(where: text.isSpelledInAnyCase)
    }

    /// What hosts files call the loopback addresses.
    private static let ownNames = [
        "localhost", "localhost4", "localhost6", "ip6-localhost", "ip6-loopback",
    ]

    /// The most characters of a name.
    static let lengthLimit = 63

    /// Makes a name of a text: each run of other characters becomes one `-`, those at the ends are cut
    /// off, and where the text is too long, what comes before `end`; nil if that comes to no name.
    ///
    /// - Parameters:
    ///   - text: what facts have come to.
    ///   - end: an instance's id, which keeps two names from being the same.
    init?(making text: String, keeping end: String?) {
        let plain = text.utf8.split { !($0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-")) }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-").withoutDashes
        guard let end, plain.utf8.count > Self.lengthLimit, plain.ends(with: end),
            end.utf8.count < Self.lengthLimit - 1
        else {
            self.init(plain)
            return
        }
        let start = plain.beginning(Self.lengthLimit - 1 - end.utf8.count).withoutDashes
        self.init("\(start)-\(end)")
    }

    /// Whether a stack would take the two for the same name.
    func matches(_ other: String) -> Bool { text.isSpelledInAnyCase(other) }

    /// The name with the end of an EC2 instance id behind it, which no other instance has; `digits`
    /// hexadecimal digits of the id, more of which make two alike less likely.
    func suffixed(by instanceID: String, digits: Int) -> Hostname? {
        let id = instanceID.utf8.map(\.lowercased).filter(\.isHexDigit)
        let suffix = String(decoding: id.suffix(digits), as: UTF8.self)
        guard !suffix.isEmpty else { return nil }
        return Hostname(text.beginning(63 - 1 - suffix.utf8.count) + "-" + suffix)
    }
}

extension String {
    fileprivate var withoutDashes: String {
        let isDash = { (byte: UInt8) in byte == UInt8(ascii: "-") }
        let rest = utf8.drop(while: isDash)
        return String(
            decoding: rest.dropLast(rest.reversed().prefix(while: isDash).count), as: UTF8.self)
    }
}
