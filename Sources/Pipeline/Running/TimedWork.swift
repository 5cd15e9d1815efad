/// Work that is cancelled when its time is up, and awaited.
struct TimedWork: Sendable {
    /// When the work is cancelled; nil for no limit.
    let limit: WorkLimit?
    let environment: RunEnvironment

    private enum Racer<Value: Sendable>: Sendable {
        case work(Value)
        case alarm(rang: Bool)
    }

    /// Runs the work against its alarm; the one that loses is cancelled and awaited.
    ///
    /// - Returns: the result of the work, or `nothing` if it never ran; whether the alarm rang
    ///   before its end.
    func run<Value: Sendable>(
        else nothing: Value, _ work: @escaping @Sendable () async -> Value
    ) async -> (value: Value, alarmRang: Bool) {
        await environment.watchdog.watch(until: limit) { await race(else: nothing, work) }
    }

    private func race<Value: Sendable>(
        else nothing: Value, _ work: @escaping @Sendable () async -> Value
    ) async -> (value: Value, alarmRang: Bool) {
        await withTaskGroup(of: Racer<Value>.self) { group in
            group.addTask { .work(await work()) }
            if let endsAt = limit?.endsAt {
                let alarm = environment.alarm
                group.addTask {
                    do {
                        try await alarm.pause(until: endsAt)
                        return .alarm(rang: true)
                    } catch {
                        return .alarm(rang: false)
                    }
                }
            }
            var alarmRang = false
            var value = nothing
            for await racer in group {
                switch racer {
                case .work(let ended): value = ended
                case .alarm(let rang): alarmRang = rang
                }
                group.cancelAll()
            }
            return (value, alarmRang)
        }
    }
}
