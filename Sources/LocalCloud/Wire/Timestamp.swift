package import Foundation
import Glibc

/// The ways in which AWS writes a moment, always in UTC.
package enum Timestamp {
    /// `2013-02-18T09:30:00Z`, as bodies and metadata have it.
    package static func iso8601(_ date: Date) -> String {
        date.formatted(.iso8601)
    }

    /// Whether a text is a time as `iso8601` writes it, in this century.
    package static func isWholeSecond(_ text: String) -> Bool {
        guard text.begins(with: "20"), let date = try? Date(text, strategy: .iso8601) else {
            return false
        }
        return iso8601(date) == text
    }

    /// `2013-02-18T09:30:00.125Z`.
    package static func milliseconds(_ date: Date) -> String {
        date.formatted(.iso8601.year().month().day().time(includingFractionalSeconds: true))
            + "Z"
    }

    /// `2013-02-18T09:30:00+00:00`, as OpsWorks writes `CreatedAt`.
    package static func opsworks(_ date: Date) -> String {
        date.formatted(.iso8601).replacing(byte: "Z", by: "+00:00")
    }

    /// `20130218T093000Z`, as signatures have it.
    package static func compact(_ date: Date) -> String {
        iso8601(date).replacing(byte: "-", by: "").replacing(byte: ":", by: "")
    }

    /// Reads `20130218T093000Z`; nil for any other form, and for a day that no calendar has.
    package static func date(compact text: String) -> Date? {
        date(text, form: "ddddddddTddddddZ")
    }

    /// Reads `2013-02-18T09:30:00Z`, with or without a fraction of a second; nil for any other form, and for a
    /// day that no calendar has.
    package static func date(iso8601 text: String) -> Date? {
        let form = "dddd-dd-ddTdd:dd:dd"
        let length = form.utf8.count
        let rest = text.utf8.dropFirst(length)
        guard let last = rest.last, last == UInt8(ascii: "Z") else { return nil }
        let fraction = rest.dropLast()
        guard
            fraction.isEmpty
                || fraction.first == UInt8(ascii: ".") && (2...10).contains(fraction.count)
                    && fraction.dropFirst().allSatisfy(\.isDigit)
        else { return nil }
        let whole = date(String(decoding: text.utf8.prefix(length), as: UTF8.self), form: form)
        let digits = String(decoding: fraction, as: UTF8.self)
        return whole?.addingTimeInterval(Double("0\(digits)") ?? 0)
    }

    /// Reads year, month, day, hour, minute and second, in this order.
    ///
    /// In `form`, `d` stands for each digit, and the other bytes are as they must be.
    private static func date(_ text: String, form: String) -> Date? {
        guard text.utf8.count == form.utf8.count else { return nil }
        var digits: [Int] = []
        for (byte, wanted) in zip(text.utf8, form.utf8) {
            if wanted == UInt8(ascii: "d") {
                guard byte.isDigit else { return nil }
                digits.append(Int(byte - UInt8(ascii: "0")))
            } else if byte != wanted {
                return nil
            }
        }
        let number = { (range: Range<Int>) in digits[range].reduce(0) { $0 * 10 + $1 } }
        var parts = tm()
        parts.tm_year = Int32(number(0..<4)) - 1900
        parts.tm_mon = Int32(number(4..<6)) - 1
        parts.tm_mday = Int32(number(6..<8))
        parts.tm_hour = Int32(number(8..<10))
        parts.tm_min = Int32(number(10..<12))
        parts.tm_sec = Int32(number(12..<14))
        let asked = parts
        // It takes the 30th of February for the 1st or 2nd of March, and says so.
        let moment = timegm(&parts)
        guard parts.tm_mon == asked.tm_mon, parts.tm_mday == asked.tm_mday,
            parts.tm_hour == asked.tm_hour, parts.tm_min == asked.tm_min,
            parts.tm_sec == asked.tm_sec
        else { return nil }
        return Date(timeIntervalSince1970: Double(moment))
    }

    /// `Mon, 18 Feb 2013 09:30:00 GMT`, as the `Date` header has it (RFC 9110).
    package static func http(_ date: Date) -> String {
        var moment = time_t(date.timeIntervalSince1970)
        var parts = tm()
        gmtime_r(&moment, &parts)
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let length = strftime(
                buffer.baseAddress, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(
                decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}
