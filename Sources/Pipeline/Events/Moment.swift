/// A point in time.
package struct Moment: Sendable, Equatable {
    /// The time since some fixed point by a monotonic clock: for measuring.
    package let elapsed: Duration
    /// The time since 1970-01-01T00:00:00Z by the machine's clock, which may be wrong: for display.
    package let sinceEpoch: Duration

    package init(elapsed: Duration, sinceEpoch: Duration) {
        self.elapsed = elapsed
        self.sinceEpoch = sinceEpoch
    }

    /// UTC in ISO 8601 with milliseconds: `2026-05-01T12:00:00.000Z`.
    package var timestamp: String {
        let (seconds, attoseconds) = sinceEpoch.components
        let (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = Moment.date(daysSinceEpoch: Int(days))
        let milliseconds = attoseconds / 1_000_000_000_000_000
        return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
            + "T\(pad(Int(secondOfDay / 3600), 2)):\(pad(Int(secondOfDay / 60 % 60), 2))"
            + ":\(pad(Int(secondOfDay % 60), 2)).\(pad(Int(milliseconds), 3))Z"
    }

    /// Parses a `timestamp` as the time since the epoch; nil for any other text and for earlier
    /// times.
    package static func sinceEpoch(timestamp text: String) -> Duration? {
        let shape = Array("dddd-dd-ddTdd:dd:dd.dddZ".utf8)
        let bytes = Array(text.utf8)
        guard bytes.count == shape.count else { return nil }
        var numbers: [Int] = []
        var isInNumber = false
        for (byte, expected) in zip(bytes, shape) {
            guard expected == UInt8(ascii: "d") else {
                guard byte == expected else { return nil }
                isInNumber = false
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            if !isInNumber { numbers.append(0) }
            isInNumber = true
            numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int(byte - 0x30)
        }
        let bounds = [1970...9999, 1...12, 1...31, 0...23, 0...59, 0...60, 0...999]
        guard zip(numbers, bounds).allSatisfy({ $1.contains($0) }) else { return nil }
        let days = Moment.days(year: numbers[0], month: numbers[1], day: numbers[2])
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        return .milliseconds(seconds * 1000 + numbers[6])
    }

    /// The inverse of `date`.
    private static func days(year: Int, month: Int, day: Int) -> Int {
        let shiftedYear = month > 2 ? year : year - 1
        let era = shiftedYear / 400
        let yearOfEra = shiftedYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    /// The proleptic Gregorian date, by counting from a 1 March in 400-year eras.
    private static func date(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }
}

private func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
