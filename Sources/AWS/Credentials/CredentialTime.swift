import Bytes
import FoundationEssentials
import HTTP
import Numbers

/// The expiration of credentials, in every format that the SDKs accept.
enum CredentialTime {
    /// Parses a time: ISO 8601, whole or in part, with or without separators, with a blank for its
    /// `T`, without a zone (then in UTC); seconds since 1970; or as in the headers of HTTP.
    ///
    /// - Returns: nil for any other text.
    static func date(_ text: String) -> Date? {
        let text = text.trimmed()
        if let seconds = seconds(text) ?? iso8601(text) {
            return Date(timeIntervalSince1970: seconds)
        }
        return HTTPResponse.time(text).map { Date(timeIntervalSince1970: Double($0)) }
    }

    private static func seconds(_ text: String) -> Double? {
        // Eight digits are a date.
        guard text.utf8.count > 8, let number = Double(text), number.isFinite, number >= 0,
            number < 253_402_300_800
        else { return nil }
        return number
    }

    private static func iso8601(_ text: String) -> Double? {
        var rest = Digits(text)
        guard let year = rest.take(4) else { return nil }
        rest.skip("-")
        guard let month = rest.take(2), (1...12).contains(month) else { return nil }
        rest.skip("-")
        guard let day = rest.take(2), day >= 1, day <= days(month, year) else { return nil }
        var time = 0.0
        if rest.skip("T") || rest.skip("t") || rest.skip(" ") {
            guard let hour = rest.take(2), hour < 24 else { return nil }
            time = Double(hour * 3600)
            rest.skip(":")
            if let minute = rest.take(2) {
                guard minute < 60 else { return nil }
                time += Double(minute * 60)
                rest.skip(":")
                if let second = rest.take(2) {
                    guard second <= 60 else { return nil }
                    time += Double(second) + rest.fraction()
                }
            }
        }
        guard let offset = rest.offset() else { return nil }
        return Double(daysSince1970(year, month, day) * 86400) + time - Double(offset)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func days(_ month: Int, _ year: Int) -> Int {
        month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    }

    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let before = year - 1
        let ofYears = before * 365 + before / 4 - before / 100 + before / 400
        return ofYears + (1..<month).reduce(0) { $0 + days($1, year) } + day - 1 - 719_162
    }
}

/// The remaining bytes of a time.
private struct Digits {
    private var bytes: ArraySlice<UInt8>

    init(_ text: String) { bytes = Array(text.utf8)[...] }

    /// The number in exactly this many digits; reads nothing if they are not there.
    mutating func take(_ count: Int) -> Int? {
        let digits = bytes.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        bytes = bytes.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    @discardableResult
    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard bytes.first == UInt8(ascii: sign) else { return false }
        bytes = bytes.dropFirst()
        return true
    }

    /// The fraction after a point or a comma.
    mutating func fraction() -> Double {
        guard skip(".") || skip(",") else { return 0 }
        var value = 0.0
        var scale = 0.1
        while let digit = take(1) {
            value += Double(digit) * scale
            scale /= 10
        }
        return value
    }

    /// The offset in seconds of the zone at the end of the text, ahead of UTC; nil for any other
    /// end.
    mutating func offset() -> Int? {
        skip(" ")
        let end = String(decoding: bytes, as: UTF8.self)
        if ["", "Z", "z", "UTC", "GMT"].contains(end) { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = take(2), hours < 24 else { return nil }
        skip(":")
        let minutes = take(2) ?? 0
        guard bytes.isEmpty, minutes < 60 else { return nil }
        return (isAhead ? 1 : -1) * (hours * 3600 + minutes * 60)
    }
}
