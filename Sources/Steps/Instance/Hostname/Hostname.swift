import Bytes

/// A name that an instance can have: letters, digits and `-`, 1 to 63 characters, no `-` at either end (a
/// label of RFC 1123; the pattern of OpsWorks' API 2013-02-18 and of `aws opsworks register`).
struct Hostname: Sendable, Equatable {
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
        guard isName, (1...63).contains(text.utf8.count), !text.begins(with: "-"),
            !text.ends(with: "-")
        else { return nil }
        self.text = text
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
