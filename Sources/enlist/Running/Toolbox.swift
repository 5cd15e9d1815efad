import Glibc
import Pipeline

/// What the commands work with, made from the process's environment.
struct Toolbox: Sendable {
    let environment: [String: String]
    let registry: StepRegistry
    let metadata: any InstanceMetadata

    static let standard = Toolbox(environment: ProcessEnvironment.current)

    init(environment: [String: String]) {
        self.environment = environment
        registry = StepRegistry([])
        metadata = NoMetadata()
    }

    var preparer: Preparer {
        Preparer(registry: registry, metadata: metadata, environment: environment)
    }

    /// A session in real time, whose events `observers` see.
    func session(observers: [any Observer], revertsOnFailure: Bool) -> RunSession {
        RunSession(
            preparer: preparer,
            environment: RunEnvironment(
                time: SystemTime(), pausing: SystemPause(), alarm: SystemPause(),
                random: SystemRandom(),
                emitter: EventEmitter(
                    run: RunID.make(), time: SystemTime(), observers: observers)),
            revertsOnFailure: revertsOnFailure)
    }
}

struct NoMetadata: InstanceMetadata {
    func facts() async throws -> Facts { Facts() }
    func tag(_ key: String) async throws -> String? { nil }
}
