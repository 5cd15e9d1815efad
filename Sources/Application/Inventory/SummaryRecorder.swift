import Glibc
import Journal
import Pipeline
import Steps

/// Has the provider keep how a run ended, so that a fleet can be asked at once.
///
/// Only a member's: a machine that its provider does not know cannot be told of there, and keeps its
/// tag. Nothing here fails a run.
package struct SummaryRecorder: Sendable {
    let host: Host

    /// The most that it may take: nobody waits for it, but the run does.
    static let patience = Duration.milliseconds(750)

    /// The most that the tag of the group may take of that.
    private static let tagPatience = Duration.milliseconds(200)

    /// What events, and requests, of it say that they are of.
    static let beside = "inventory"

    /// How the instance has joined; nil if no journal knows that it is a member.
    private func membership(
        _ plan: Plan, _ facts: Facts, in journal: RunJournal
    ) -> (facts: Facts, kinds: Set<String>)? {
        guard plan.name == LeavingRequest.pipelineName else {
            return facts[.memberID] == nil
                ? nil : (facts, Set(plan.steps.map(\.kind.name)))
        }
        let past = facts[.instanceID].flatMap(journal.state.lastJoining)
        return past?.facts[.memberID] == nil ? nil : past
    }

    /// Has it kept; what is no end, as an interruption, is not.
    ///
    /// - Parameters:
    ///   - result: how the run ended.
    ///   - plan: of the run.
    ///   - report: where its report was put; nil for nowhere.
    ///   - journal: tells what the run has done.
    ///   - environment: where it is told.
    func record(
        _ result: RunResult, of plan: Plan, reportingTo report: ObjectFolder?,
        _ journal: RunJournal, in environment: RunEnvironment
    ) async {
        guard plan.isRecorded, plan.part == nil,
            result.outcome == .succeeded || result.outcome.isFailure,
            let member = membership(plan, result.facts, in: journal),
            ConcludingStep.isRecorded(ofMemberBy: member.kinds, host)
        else { return }
        var summary = summary(of: result, plan, member.facts, environment)
        add(tally(of: result.facts, in: journal), to: &summary, at: environment.time.now())
        if result.outcome.isFailure, let report, let instance = result.facts[.instanceID] {
            summary.report = report.url(of: "\(instance).html")
        }
        let begin = environment.time.now().elapsed
        await EventEmitter.$beside.withValue(Self.beside) {
            summary.group = await group(in: environment)
            guard let step = ConcludingStep.recordSummary(summary, ofMemberBy: member.kinds, host)
            else { return }
            await AsideRun(environment: environment).run(
                step, knowing: result.facts,
                within: begin + Self.patience - environment.time.now().elapsed)
        }
    }

    /// The Auto Scaling group by the tag that it gives its instances, where metadata shows tags.
    private func group(in environment: RunEnvironment) async -> String? {
        let end = environment.time.now().elapsed + Self.tagPatience
        return try? await TimeLimit(end: end, alarm: environment.alarm).run { [host] in
            try await host.instanceFacts.tag("aws:autoscaling:groupName")
        }
    }

    private func summary(
        of result: RunResult, _ plan: Plan, _ facts: Facts, _ environment: RunEnvironment
    ) -> RunSummary {
        var summary = RunSummary(
            status: result.outcome.isFailure
                ? .failed : plan.name == LeavingRequest.pipelineName ? .left : .joined)
        summary.run = environment.emitter.run
        summary.pipeline = plan.name
        summary.version = Version.number
        summary.stack = facts[.stackName]
        summary.layer = facts[.layerName]
        if let (step, failure) = result.outcome.failure {
            let shown = failure.hiding(environment.emitter.secrets)
            let detail = shown.details.last { !$0.utf8.allSatisfy(\.isSpace) }
            summary.step = step
            summary.failureClass = failure.failureClass.rawValue
            summary.reason = RunSecrets.withoutLooks(
                ([shown.message] + (detail.map { [$0] } ?? [])).joined(separator: " | "))
        }
        return summary
    }

    private func tally(of facts: Facts, in journal: RunJournal) -> RunTally {
        var tally = RunTally()
        guard let instance = facts[.instanceID] else { return tally }
        let journals = InstanceJournals(instance: instance, state: journal.state)
        // A journal that cannot be read costs the figures alone.
        for run in (try? journals.lastStory().runs) ?? [] {
            try? run.forEachEvent(RunTally.counts) { tally.add($0) }
        }
        return tally
    }

    private func add(_ tally: RunTally, to summary: inout RunSummary, at moment: Moment) {
        summary.attempts = tally.attempts
        summary.requests = tally.requests
        summary.steps = tally.steps
        summary.duration = tally.duration(until: moment)
        if summary.status != .left { summary.boot = Self.sinceBoot }
    }

    /// Since the machine began to start.
    private static var sinceBoot: Duration? {
        var running = timespec()
        guard clock_gettime(CLOCK_BOOTTIME, &running) == 0 else { return nil }
        return .seconds(running.tv_sec) + .nanoseconds(running.tv_nsec)
    }
}

extension RunSession {
    /// Has the provider keep how the run ended.
    func record(
        _ result: RunResult, of plan: Plan, reportingTo report: ObjectFolder? = nil
    ) async {
        guard let recorder, let journal else { return }
        await recorder.record(result, of: plan, reportingTo: report, journal, in: environment)
    }
}
