import Glibc
import Journal
package import Pipeline
import Steps
import SystemPackage

/// The parts of a bundle that come from this machine, besides journals and pipelines.
package struct BundleSources: Sendable {
    private let engine: Engine
    private let journals: InstanceJournals

    /// Creates the sources from an engine, and the journals of the instance.
    package init(_ engine: Engine, _ journals: InstanceJournals) {
        self.engine = engine
        self.journals = journals
    }

    /// A bundle of these parts, with every secret hidden that is known by now.
    package func bundle(of identity: String, _ parts: [BundlePart]) -> Bundle {
        Bundle(of: identity, parts, hiding: engine.secrets)
    }

    /// Completes a request with that of the last run, as recorded in its journal.
    ///
    /// - Parameter request: the person's request, which takes precedence.
    /// - Returns: the request, with the pipeline and the inputs of that run by default.
    package func request(_ request: PlanRequest) -> PlanRequest {
        guard let identity = try? journals.lastIdentity() else { return request }
        var request = request
        if request.pipeline == nil, let pipeline = identity.pipeline { request.pipeline = pipeline }
        for name in Facts.inputs where request.inputs[name] == nil {
            request.inputs[name] = identity.facts[name].map { ($0.text, "the last run") }
        }
        return request
    }

    /// The journals, the latest one first.
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

    /// Finds what would keep a run from succeeding now, by checks alone, as `enlist doctor`.
    ///
    /// - Parameters:
    ///   - request: what would be run.
    ///   - tell: receives each finding at once.
    /// - Returns: all findings; nil if they have taken longer than `patience`.
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

    /// The maximum time that a person waits for answers of services.
    package static let patience = Duration.seconds(60)

    /// The plan of a run that began now.
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

    /// The log to which the units and user-data direct `enlist`.
    private static let log = "/var/log/enlist.log"

    /// The versions of this program, its libraries and the system.
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
