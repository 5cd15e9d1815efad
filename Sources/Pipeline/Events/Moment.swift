/// A point in time.
package struct Moment: Sendable, Equatable {
    /// Since some fixed point, by a clock that never goes back: for measuring.
    package let elapsed: Duration
    /// Since 1970-01-01T00:00:00Z, by the machine's clock, which can be wrong: for showing.
    package let sinceEpoch: Duration

    package init(elapsed: Duration, sinceEpoch: Duration) {
        self.elapsed = elapsed
        self.sinceEpoch = sinceEpoch
    }

    /// UTC by ISO 8601 with milliseconds: `2026-05-01T12:00:00.000Z`.
    package var timestamp: String {
        let (seconds, attoseconds) = sinceEpoch.components
        let (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = Moment.date(daysSinceEpoch: Int(days))
        let milliseconds = attoseconds / 1_000_000_000_000_000
        return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))"
            + "T\(pad(Int(secondOfDay / 3600), 2)):\(pad(Int(secondOfDay / 60 % 60), 2))"
            + ":\(pad(Int(secondOfDay % 60), 2)).\(pad(Int(milliseconds), 3))Z"
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
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
