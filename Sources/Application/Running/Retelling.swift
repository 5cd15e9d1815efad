import Pipeline

/// Tells a run of what happens in a small one beside it: its notes, and what it could not do.
struct Retelling: Observer {
    let emitter: EventEmitter

    func observe(_ event: Event) {
        switch event.body {
        case .note, .warning: emitter.emit(event.body)
        case .stepFailed(let failure, _, _, _):
            emitter.emit(
                .warning("\(event.step ?? ""): \(failure.message); \(failure.remedy)"))
        default: break
        }
    }
}
