/// All findings, and the resulting status.
package struct DoctorReport: Sendable {
    package let findings: [DoctorFinding]

    /// The status with which a run would end: that of the first problem.
    package var status: ExitStatus { findings.first(where: \.isProblem)?.status ?? .joined }
}
