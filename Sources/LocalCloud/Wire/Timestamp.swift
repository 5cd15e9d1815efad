package import Foundation
import Glibc

/// The ways in which AWS writes a moment, always in UTC.
package enum Timestamp {
    /// `2013-02-18T09:30:00Z`, as bodies and metadata have it.
    package static func iso8601(_ date: Date) -> String {
        date.formatted(.iso8601)
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

    /// Reads `20130218T093000Z`; nil for any other form.
    package static func date(compact text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count == 16, bytes[8] == UInt8(ascii: "T"), bytes[15] == UInt8(ascii: "Z"),
            let day = Int(String(decoding: bytes[0..<8], as: UTF8.self)),
            let time = Int(String(decoding: bytes[9..<15], as: UTF8.self))
        else { return nil }
        let padded = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        let date = "\(day / 10_000)-\(padded(day / 100 % 100))-\(padded(day % 100))"
        let clock =
            "\(padded(time / 10_000)):\(padded(time / 100 % 100)):\(padded(time % 100))"
        return try? Date("\(date)T\(clock)Z", strategy: .iso8601)
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
