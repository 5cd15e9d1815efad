import Bytes
package import Pipeline

/// A step that enlist runs besides those of a pipeline, to conclude a run or a leaving; no pipeline file
/// names it.
package struct ConcludingStep: Sendable {
    package let kind: StepKind
    package let parameters: [String: Value]

    /// Takes a kind and its parameters, as a pipeline file would have them.
    package init(_ kind: StepKind, _ parameters: [String: Value] = [:]) {
        self.kind = kind
        self.parameters = parameters
    }

    package var permissions: [any Permission] { kind.permissions(with: parameters) }
}

extension ConcludingStep {
    /// Writes why a run failed to a tag of the instance; nil takes the tag away.
    package static func tagFailure(
        _ reason: String?, _ host: Host
    ) -> ConcludingStep {
        ConcludingStep(
            TagFailure.kind(host),
            reason.map { [TagFailure.reason.name: .string(Template.escaped($0))] } ?? [:])
    }

    /// Counts the instances of the group that have failed of late, this one among them.
    package static func countFailure(within: Duration, _ host: Host) -> ConcludingStep {
        ConcludingStep(
            CountFailure.kind(host), [CountFailure.within.name: .string(within.readable)])
    }

    /// How many `countFailure` has counted, by what it gave.
    package static func countedFailures(_ facts: Facts) -> Int { facts[CountFailure.count] ?? 0 }

    /// Puts the report of a run, as HTML, to a place in S3.
    package static func uploadReport(
        _ page: String, to place: ReportPlace, _ host: Host
    ) -> ConcludingStep {
        ConcludingStep(
            UploadReport.kind(place, host), [UploadReport.page.name: .string(page)])
    }

    /// Tells those who wait for the launch that it has failed.
    ///
    /// - Parameters:
    ///   - plan: says who they are, where it has a step that would have told them of success; nil, or one
    ///     whose facts are not known yet, has the step find them.
    ///   - facts: what is known.
    ///   - host: where the services are.
    /// - Returns: the step.
    package static func abandonLaunch(
        of plan: Plan?, knowing facts: Facts, _ host: Host
    ) -> ConcludingStep {
        let found = ConcludingStep(EndLaunch.kind(.failure, host))
        guard let step = plan?.steps.first(where: { $0.kind.failureCounterpart != nil }),
            let counterpart = step.kind.failureCounterpart
        else { return found }
        guard step.needs.allSatisfy({ facts[$0] != nil }),
            let parameters = try? step.parameters(rendered: facts)
        else { return ConcludingStep(counterpart) }
        return ConcludingStep(
            counterpart,
            parameters.compactMapValues { value in
                guard case .string(let text) = value else { return nil }
                return .string(Template.escaped(text))
            })
    }

    /// Keeps how a run of a member ended where its provider has a fleet asked.
    ///
    /// - Parameters:
    ///   - summary: how it ended.
    ///   - kinds: the names of the kinds by which the instance has joined.
    ///   - host: where the services are.
    /// - Returns: the step; nil if no provider keeps it.
    package static func recordSummary(
        _ summary: RunSummary, ofMemberBy kinds: Set<String>, _ host: Host
    ) -> ConcludingStep? {
        Provider.recording(summary, ofMemberBy: kinds, host).map { ConcludingStep($0) }
    }

    /// Whether a provider keeps how a run of a member ended; parameters as of `recordSummary`.
    package static func isRecorded(ofMemberBy kinds: Set<String>, _ host: Host) -> Bool {
        recordSummary(RunSummary(status: .joined), ofMemberBy: kinds, host) != nil
    }

    /// Tells the Auto Scaling group to replace the instance.
    package static func markUnhealthy(_ host: Host) -> ConcludingStep {
        ConcludingStep(MarkUnhealthy.kind(host))
    }

    /// Tells the Auto Scaling group that it can terminate the instance.
    ///
    /// - Parameters:
    ///   - hook: the group's hook; nil for the only one there is.
    ///   - host: where the services are.
    /// - Returns: the step.
    package static func endTermination(
        hook: String?, _ host: Host
    ) -> ConcludingStep {
        ConcludingStep(
            EndTermination.kind(host),
            [EndTermination.hook.name: hook.map { .string(Template.escaped($0)) } ?? .null])
    }
}
