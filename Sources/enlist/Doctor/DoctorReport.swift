import Pipeline

/// All findings, and what follows from them.
struct DoctorReport: Sendable {
    let findings: [DoctorFinding]

    /// The status with which a run would end: that of the first problem it would come across.
    var status: ExitStatus {
        findings.first { $0.level == .problem }?.status ?? .joined
    }

    /// The last line for a person.
    var text: String {
        let problems = DoctorReport.count(findings, .problem, "problem")
        let warnings = DoctorReport.count(findings, .warning, "warning")
        guard status != .joined else {
            return "\nnothing keeps a run from succeeding; \(warnings)\n"
        }
        return "\n\(problems), \(warnings); a run would end with status \(status.rawValue)\n"
    }

    var json: Value {
        [
            "checks": .list(findings.map(\.json)), "status": .integer(Int(status.rawValue)),
        ]
    }

    private static func count(
        _ findings: [DoctorFinding], _ level: DoctorFinding.Level, _ noun: String
    ) -> String {
        let count = findings.count { $0.level == level }
        return count == 1 ? "1 \(noun)" : "\(count == 0 ? "no" : "\(count)") \(noun)s"
    }
}
