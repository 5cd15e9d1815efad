import Debugger
import Pipeline
import PluginHost
import Steps

/// What the commands work with: this machine, its clocks, and AWS as the environment says.
struct Toolbox: Sendable {
    let kinds: KindCatalog
    let preparer: Preparer
    private let emitter: EventEmitter
    private let time: any TimeSource
    private let heartbeat: LifecycleHeartbeat
    let surroundings: Surroundings

    /// Looks at the environment; asks nobody.
    ///
    /// - Parameters:
    ///   - environment: the process' own.
    ///   - observers: who sees what happens, requests included.
    ///   - history: keeps what requests and replies say; nil where nobody debugs.
    ///   - time: what a run goes by.
    /// - Throws: what is wrong with the environment.
    init(
        environment: [String: String], observers: [any Observer] = [],
        history: SessionHistory? = nil, time: any TimeSource = SystemTime()
    ) throws(CommandError) {
        self.time = time
        let emitter = EventEmitter(run: RunID.make(), time: time, observers: observers)
        let surroundings: Surroundings
        do {
            surroundings = try Surroundings(
                environment: environment, version: Version.number,
                observer: RequestEvents(
                    emitter: emitter, keeper: history.map { history in history.keep }))
        } catch {
            throw CommandError(Failure(error), otherwise: .badData)
        }
        self.emitter = emitter
        self.surroundings = surroundings
        heartbeat = LifecycleHeartbeat(surroundings, time: SystemTime(), pausing: SystemPause())
        let place = LibraryPlace(surroundings)
        kinds = KindCatalog(
            StepRegistry(builtInKinds(surroundings) + [nativeKind(place)]), place: place)
        preparer = Preparer(
            kinds: kinds, metadata: surroundings.instanceFacts, environment: environment)
    }

    /// What has to hold for a run to succeed, besides that there is a plan.
    ///
    /// - Parameter prepared: what is to run; nil where there is no plan.
    /// - Returns: all of it, in the order in which a run would come across it.
    func preconditions(of prepared: PreparedPlan?) -> [any Precondition] {
        Steps.preconditions(
            of: prepared?.plan, needsInstance: prepared?.needsInstance ?? true,
            concluding: prepared?.plan.onFailure
                .map { Aftermath.permissions(of: $0, surroundings) } ?? [], surroundings)
    }

    /// What finds members whose instances are gone; nil where no provider keeps such.
    var reaper: (any Reaper)? {
        Provider.all.compactMap(\.reaping).first?.reaper(surroundings)
    }

    /// What watches for the instance's end.
    var departureWatch: DepartureWatch {
        DepartureWatch(
            metadata: surroundings.instanceFacts, heartbeat: heartbeat,
            aside: AsideRun(environment: runEnvironment()), surroundings: surroundings)
    }

    private func runEnvironment(gate: any Gate = OpenGate()) -> RunEnvironment {
        RunEnvironment(
            time: time, pausing: SystemPause(time: time), alarm: SystemPause(time: time),
            random: SystemRandom(), gate: gate, emitter: emitter)
    }

    /// A run in real time, of which the journal keeps what it is told of.
    ///
    /// - Parameters:
    ///   - revertsOnFailure: whether a run that fails undoes its steps, whatever files say.
    ///   - onFailure: what the command line says about a run that fails; nil where nothing is done
    ///     about one, whatever files say.
    ///   - journal: nil for a run of which nothing is kept.
    ///   - gate: where it can pause.
    /// - Returns: the session, of which nothing has begun.
    func session(
        revertsOnFailure: Bool, onFailure: FailurePolicy? = nil, journal: RunJournal? = nil,
        gate: any Gate = OpenGate()
    ) -> RunSession {
        RunSession(
            preparer: preparer, environment: runEnvironment(gate: gate),
            revertsOnFailure: revertsOnFailure, journal: journal, heartbeat: heartbeat,
            aftermath: onFailure.map {
                Aftermath(
                    commandLine: $0, surroundings: surroundings, heartbeat: heartbeat)
            })
    }
}

extension InstanceFacts: InstanceMetadata {
    func facts() async throws -> Facts { try await read() }
}
