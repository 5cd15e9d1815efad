import Journal
import Pipeline

/// A gate at which a run may stand for as long as a person likes: before that, the disk has all that
/// happened.
struct SettlingGate: Gate {
    let gate: any Gate
    let writer: JournalWriter

    func verdict(at pause: Pause) async -> Verdict {
        writer.settle()
        return await gate.verdict(at: pause)
    }
}
