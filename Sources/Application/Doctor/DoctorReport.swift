/// All findings, and what follows from them.
package struct DoctorReport: Sendable {
    package let findings: [DoctorFinding]

    /// The status with which a run would end: that of the first problem it would come across.
    package var status: ExitStatus { findings.first(where: \.isProblem)?.status ?? .joined }
}
