import Bytes
package import Pipeline
import PipelineFile

/// The plan that an instance would create from its user-data.
///
/// The image's own files are not known here. If user-data contains no pipeline, the one that would
/// run on this machine counts, as it does for `enlist validate`.
package struct EmbeddedPlan: Sendable {
    /// The options of the run, and the inputs that user-data contains.
    private let request: PlanRequest
    private let pipeline: String?
    private let overlays: [String]

    /// Creates the plan from the content of user-data.
    ///
    /// - Parameters:
    ///   - facts: the facts on the command line of `enlist user-data`.
    ///   - run: the options of `enlist run`, from the words after `--`.
    ///   - pipeline: what becomes /etc/enlist/pipeline.yaml; nil for the image's own.
    ///   - overlays: what becomes files of /etc/enlist/pipeline.d.
    package init(
        _ facts: PlanRequest, run: PlanRequest, pipeline: String?, overlays: [String]
    ) {
        var request = run
        request.inputs.merge(facts.inputs) { said, _ in said }
        for name in facts.settings.names where run.settings[name] == nil {
            request.settings[name] = facts.settings[name]
            request.written[name] = facts.written[name]
        }
        self.request = request
        let isReplaced = run.pipeline.map { $0 != UserData.pipelinePlace } ?? false
        self.pipeline = isReplaced ? run.pipeline : pipeline
        self.overlays = overlays.sorted {
            ($0.lastName ?? "").utf8.lexicographicallyPrecedes(($1.lastName ?? "").utf8)
        }
    }

    /// Plans offline, as `enlist validate` does, with the given inputs.
    ///
    /// - Parameter environment: the process' own.
    /// - Throws: a `CommandError` with everything that is wrong; `CancellationError`.
    package func check(environment: [String: String]) async throws {
        let engine = try Engine(environment: environment)
        let loaded = engine.preparer.loader.load(pipeline, changedBy: overlays)
        let (registry, problems) = try await engine.kinds.registry(
            with: loaded.definition?.plugins ?? [])
        do throws(CommandError) {
            // Without its kinds, everything else would be reported as wrong too.
            guard problems.isEmpty else {
                throw CommandError(
                    .badData, Diagnostics(loaded.problems + problems), loaded.sources)
            }
            let plan = try PreparedPlan(
                loaded, selection: request.selection, inputs: inputs, settings: request.settings,
                written: request.written, instance: nil, registry: registry)
            try plan.refuseRetired(environment)
        } catch {
            throw error.adding(Self.wayOut)
        }
    }

    private var inputs: [InputResolver.Found] {
        Facts.inputs.compactMap { name in
            request.inputs[name].map {
                InputResolver.Found(name: name, text: $0.text, source: $0.option)
            }
        }
    }

    private static let wayOut = Diagnostic.Note(
        "with `--no-check` nothing is planned, for what only the image has", at: nil)
}

extension CommandError {
    /// The error with a note after the last problem.
    fileprivate func adding(_ note: Diagnostic.Note) -> CommandError {
        var all = diagnostics.all
        if let last = all.popLast() {
            all.append(
                Diagnostic(
                    last.message, remedy: last.remedy, at: last.location, notes: last.notes + [note]
                ))
        }
        return CommandError(status, Diagnostics(all), sources)
    }
}
