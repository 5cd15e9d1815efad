import Glibc
import Journal
package import Pipeline
import Steps
import SystemPackage

/// What this machine has to say in a bundle, besides what is made of journals and pipelines.
package struct BundleSources: Sendable {
    private let engine: Engine
    private let journals: InstanceJournals

    /// Takes what looks at the machine, and the journals of the instance that the bundle is of.
    package init(_ engine: Engine, _ journals: InstanceJournals) {
        self.engine = engine
        self.journals = journals
    }

    /// A bundle of these parts, in which no secret shows that is known by now.
    package func bundle(of identity: String, _ parts: [BundlePart]) -> Bundle {
        Bundle(of: identity, parts, hiding: engine.secrets)
    }

    /// The request of the last run, as far as its journal tells it, over what a person says.
    ///
    /// - Parameter request: what a person says.
    /// - Returns: the same, with the pipeline and the inputs of that run where nothing else is said.
    package func request(_ request: PlanRequest) -> PlanRequest {
        guard let identity = try? journals.lastIdentity() else { return request }
        var request = request
        if request.pipeline == nil, let pipeline = identity.pipeline { request.pipeline = pipeline }
        for name in Facts.inputs where request.inputs[name] == nil {
            request.inputs[name] = identity.facts[name].map { ($0.text, "the last run") }
        }
        return request
    }

    /// The journals, the last one first.
    package var journalParts: [BundlePart] {
        let folder: JournalFolder?
        do {
            folder = try journals.state.existingJournals(of: journals.instance)
        } catch {
            return [BundlePart("journal.ndjson", .missing(because: Failure(error).message))]
        }
        let paths = folder?.all ?? []
        guard !paths.isEmpty else {
            let reason = journals.noRun(nil).summary
            return [BundlePart("journal.ndjson", .missing(because: reason))]
        }
        return paths.map { path in
            let name = path.lastComponent?.string ?? "journal.ndjson"
            do throws(JournalError) {
                return BundlePart(name, .journal(try JournalContent.bytes(of: path)))
            } catch {
                return BundlePart(name, .missing(because: error.failure.message))
            }
        }
    }

    /// What would keep a run from succeeding now: by looks alone, as `enlist doctor`.
    ///
    /// - Parameters:
    ///   - request: what would be run.
    ///   - tell: gets each finding as soon as it is there.
    /// - Returns: all findings; nil where they have taken longer than `patience`.
    /// - Throws: as `Doctor.examine`.
    package func examine(
        _ request: PlanRequest, tell: @escaping @Sendable (DoctorFinding) -> Void
    ) async throws -> DoctorReport? {
        let limit = TimeLimit(
            end: SystemTime().now().elapsed + Self.patience, alarm: SystemPause())
        do {
            return try await limit.run { try await Doctor.examine(request, engine, tell: tell) }
        } catch is TimeLimit.Passed {
            return nil
        }
    }

    /// How long a person waits for what services say.
    package static let patience = Duration.seconds(60)

    /// What a run would do now.
    package func prepare(_ request: PlanRequest) async throws -> PreparedPlan {
        try await engine.preparer.prepare(request)
    }

    /// The ends of the logs of enlist and of the providers' agents.
    package var logParts: [BundlePart] {
        ([Self.log] + Provider.agentLogs).map { path in
            let name = "logs" + path
            do throws(Failure) {
                guard let end = try engine.host.root.log(path, bytes: Bundle.mostOfFile) else {
                    return BundlePart(name, .missing(because: "there is no such file"))
                }
                return BundlePart(
                    name, .text(String(decoding: end.content, as: UTF8.self), left: end.before))
            } catch {
                return BundlePart(name, .missing(because: error.message))
            }
        }
    }

    /// Where the units and user-data have `enlist` write.
    private static let log = "/var/log/enlist.log"

    /// Of what is here: this program, the libraries that it asks, the system.
    package var versions: BundlePart {
        var lines = ["enlist \(Version.number)", "libcurl \(Host.curlVersion)"]
        var names = utsname()
        if uname(&names) == 0 {
            lines.append(
                "\(text(names.sysname)) \(text(names.release)) \(text(names.machine))")
        }
        lines.append("process \(getpid()) of user \(geteuid())")
        for path in ["/etc/os-release"] {
            guard let bytes = try? engine.host.root.read(path, limit: 1 << 16) else { continue }
            lines += ["", "\(path):", String(decoding: bytes, as: UTF8.self)]
        }
        return BundlePart("versions.txt", text: lines.map { $0 + "\n" }.joined())
    }

    private func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
