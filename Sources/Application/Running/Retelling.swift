import Pipeline

/// Tells a run of what happens in a small one beside it: its notes, and what it could not do.
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
