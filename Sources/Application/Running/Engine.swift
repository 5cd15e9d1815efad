package import Pipeline
import PluginHost
package import Steps
import Telemetry

/// What plans and runs: the kinds of steps that there are, on this machine, against AWS as the environment
/// says.
package struct Engine: Sendable {
    /// The kinds of steps that a pipeline can name.
    package let kinds: KindCatalog
    /// Plans with those kinds.
    package let preparer: Preparer
    /// What the steps work on.
    let host: Host
    /// Keeps an Auto Scaling group waiting.
    let heartbeat: LifecycleHeartbeat
    /// What no output may show, as it comes to be known.
    let secrets: RunSecrets
    private let tracing: Tracing
    private let readAhead: ReadAhead
    private let emitter: EventEmitter
    private let time: any TimeSource

    /// Looks at the environment; asks nobody.
    ///
    /// - Parameters:
    ///   - environment: the process' own.
    ///   - observers: who sees what happens, requests included.
    ///   - bodies: keeps what requests and replies say; nil if nobody debugs.
    ///   - time: what a run goes by.
    /// - Throws: what is wrong with the environment.
    package init(
        environment: [String: String], observers: [any Observer] = [],
        bodies: RequestEvents.Keeper? = nil, time: any TimeSource = SystemTime()
    ) throws(CommandError) {
        self.time = time
        let secrets = RunSecrets()
        let tracing = Tracing(
            environment, version: Version.number, time: time, pausing: SystemPause(time: time))
        let readAhead = ReadAhead()
        let emitter = EventEmitter(
            run: RunID.make(), time: time, observers: observers + [tracing, readAhead],
            hiding: secrets)
        let host: Host
        do {
            host = try Host(
                environment: environment, version: Version.number,
                secrets: secrets, observer: RequestEvents(emitter: emitter, keeper: bodies),
                traceparent: { tracing.traceparent })
        } catch {
            throw CommandError(Failure(error), otherwise: .badData)
        }
        self.secrets = secrets
        self.tracing = tracing
        self.readAhead = readAhead
        self.emitter = emitter
        self.host = host
        heartbeat = LifecycleHeartbeat(host, time: SystemTime(), pausing: SystemPause())
        let place = LibraryPlace(host)
        kinds = KindCatalog(
            StepRegistry(builtInKinds(host) + [nativeKind(place)]), place: place)
        preparer = Preparer(
            kinds: kinds, metadata: host.instanceFacts, environment: environment)
    }

    /// Where steps run in real time.
    ///
    /// - Parameter gate: where a run can pause.
    /// - Returns: the environment, which tells the observers.
    func runEnvironment(gate: any Gate = OpenGate()) -> RunEnvironment {
        RunEnvironment(
            time: time, pausing: SystemPause(time: time), alarm: SystemAlarm(time: time),
            random: SystemRandom(),
            watchdog: ProcessWatchdog(time: time, emitter: emitter), gate: gate, emitter: emitter
        ) { [place = kinds.place] in
            await place?.hosts.lastWords() ?? []
        }
    }

    /// A run in real time, of which the journal keeps what it is told of.
    ///
    /// - Parameters:
    ///   - revertsOnFailure: whether a run that fails undoes its steps, whatever files say.
    ///   - onFailure: what is done about a run that fails; nil for nothing, whatever files say.
    ///   - journal: nil for a run that is not recorded.
    ///   - gate: where it can pause.
    /// - Returns: the session, not started.
    package func session(
        revertsOnFailure: Bool, onFailure: FailureHandling? = nil, journal: RunJournal? = nil,
        gate: any Gate = OpenGate()
    ) -> RunSession {
        let beginReading: @Sendable (Plan, Facts) -> Void = { [readAhead, host] plan, facts in
            readAhead.begin(plan, knowing: facts, on: host)
        }
        return RunSession(
            preparer: preparer, environment: runEnvironment(gate: gate),
            revertsOnFailure: revertsOnFailure, journal: journal, heartbeat: heartbeat,
            // Where a person can stop the run, nothing is asked before its step.
            connections: gate is OpenGate ? ConnectionsAhead(host: host) : nil,
            readAhead: gate is OpenGate ? beginReading : nil,
            failureHandling: onFailure, reasonTag: ReasonTag(host), tracing: tracing,
            recorder: SummaryRecorder(host: host))
    }
}

extension InstanceFacts: InstanceMetadata {
    package func facts() async throws -> Facts { try await read() }

    package func isInGroup() async throws -> Bool { try await groupTarget() != nil }
}
