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
        guard isName, (1...63).contains(text.utf8.count), text.first != "-", text.last != "-"
        else { return nil }
        self.text = text
    }

    /// Whether a stack would take the two for the same name.
    func matches(_ other: String) -> Bool { text.lowercased() == other.lowercased() }

    /// The name with the end of an EC2 instance id behind it, which no other instance has; `digits`
    /// hexadecimal digits of the id, more of which make two alike less likely.
    func suffixed(by instanceID: String, digits: Int) -> Hostname? {
        let id = instanceID.lowercased().filter { $0.isASCII && $0.isHexDigit }
        let suffix = String(id.suffix(digits))
        guard !suffix.isEmpty else { return nil }
        return Hostname(text.prefix(63 - 1 - suffix.count) + "-" + suffix)
    }
}
