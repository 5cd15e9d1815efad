import Pipeline
package import Steps

/// The tag of the instance that shows others why its last run failed.
package struct ReasonTag: Sendable {
    private let host: Host

    /// The maximum time for writing or removing it, including all tries: a failing run, and one that
    /// leaves, must not take much longer for it.
    static let patience = Duration.seconds(5)

    /// Creates a reference to the tag of the instance on which this process runs.
    package init(_ host: Host) { self.host = host }

    /// Writes the reason; nil removes the tag.
    ///
    /// A failure is a warning.
    ///
    /// - Parameters:
    ///   - reason: at most 256 characters.
    ///   - facts: which instance it is.
    ///   - end: when to give up, by the time source's `elapsed`.
    ///   - environment: where it runs, and is reported.
    /// - Returns: whether it succeeded.
    @discardableResult
    func write(
        _ reason: String?, knowing facts: Facts, until end: Duration, in environment: RunEnvironment
    ) async -> Bool {
        await EventEmitter.$beside.withValue(FailureHandling.beside) {
            await AsideRun(environment: environment).run(
                .tagFailure(reason, host), knowing: facts,
                within: max(end - environment.time.now().elapsed, .milliseconds(1))) != nil
        }
    }
}
