import Pipeline

/// Reports to a run what happens in a smaller one beside it: its notes, and its failures.
struct Retelling: Observer {
    let emitter: EventEmitter
    /// The step's name.
    let name: String

    func observe(_ event: Event) {
        switch event.body {
        case .note, .warning: emitter.emit(event.body)
        case .stepFailed(let failure, _, _, _):
            emitter.emit(
                .warning("\(name): \(failure.message); \(failure.remedy)"))
        default: break
        }
    }
}
