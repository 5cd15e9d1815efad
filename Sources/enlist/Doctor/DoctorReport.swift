/// All findings, and what follows from them.
struct DoctorReport: Sendable {
    let findings: [DoctorFinding]

    /// The status with which a run would end: that of the first problem it would come across.
    var status: ExitStatus { findings.first(where: \.isProblem)?.status ?? .joined }
}
