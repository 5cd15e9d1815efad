package import Application
import Journal
package import Pipeline
import Reporting
import Synchronization

/// One file for a ticket: what an instance's runs did, what another run would do, and what keeps it
/// from succeeding.
package struct SupportBundle: Sendable {
    private let sources: BundleSources
    private let journals: InstanceJournals
    private let request: PlanRequest
    private let asksServices: Bool

    /// Creates a collector for a bundle.
    ///
    /// - Parameters:
    ///   - engine: examines the machine.
    ///   - journals: of the instance in question.
    ///   - request: the run that is planned and examined; missing inputs and a missing pipeline are
    ///     those of the last run.
    ///   - asksServices: whether services are asked what they would allow.
    package init(
        _ engine: Engine, _ journals: InstanceJournals, _ request: PlanRequest,
        asksServices: Bool
    ) {
        sources = BundleSources(engine, journals)
        self.journals = journals
        self.request = sources.request(request)
        self.asksServices = asksServices
    }

    /// Collects everything; a missing part is replaced by the reason.
    ///
    /// - Parameter tell: receives a line for each part at once.
    /// - Returns: the bundle.
    package func make(tell: (String) -> Void) async -> Bundle {
        var parts: [BundlePart] = []
        func add(_ new: [BundlePart]) {
            parts += new
            for part in new { tell(part.line) }
        }
        add([await BundlePart("status.txt") { try journals.status().text }])
        add([await BundlePart("status.json") { try journals.status().json.json + "\n" }])
        add([await BundlePart("log.txt") { try log }])
        add([await BundlePart("report.html") { try journals.reportPage() }])
        add([
            await BundlePart("analyze.txt") {
                TimelineText(try journals.timeline(), width: 120, signs: .unicode).text
            }
        ])
        add([await BundlePart("plan.txt") { try await plan }])
        add([
            asksServices
                ? await BundlePart("doctor.txt") { try await doctor }
                : BundlePart("doctor.txt", missingBecause: "it was asked for without it")
        ])
        add(sources.journalParts)
        add(sources.logParts)
        add([sources.versions])
        return sources.bundle(of: identity, parts)
    }

    private var identity: String {
        (try? journals.lastIdentity())??.words ?? "enlist \(Version.number) on \(journals.instance)"
    }

    private var log: String {
        get throws {
            let story = try journals.story(run: nil)
            let text = Mutex("")
            for run in story.runs {
                // Each run counts its time from its own beginning.
                let progress = PlainProgress(.init(tellsWallTime: true, tellsFailure: true)) {
                    lines, _ in
                    text.withLock { $0 += lines }
                }
                try journals.reading { for event in try run.events() { progress.observe(event) } }
            }
            return text.withLock { $0 }
        }
    }

    private var plan: String {
        get async throws {
            let prepared = try await sources.prepare(request)
            return PlanExplanation(
                prepared.plan, files: prepared.pipeline.sources.map(\.name)
            ).text
        }
    }

    private var doctor: String {
        get async throws {
            let findings = Mutex("")
            let report = try await sources.examine(request) { finding in
                findings.withLock { $0 += finding.text }
            }
            let ending =
                report?.text
                ?? "\nthe rest has not been looked at: \(BundleSources.patience.readable) are over\n"
            return findings.withLock { $0 } + ending
        }
    }
}
