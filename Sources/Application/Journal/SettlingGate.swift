package import Journal
package import Pipeline

/// A gate at which a run may stand for as long as a person likes: before that, the disk has all that
/// happened.
package struct SettlingGate: Gate {
    let gate: any Gate
    let writer: JournalWriter

    /// Takes the gate, and what writes the journal.
    package init(gate: any Gate, writer: JournalWriter) {
        self.gate = gate
        self.writer = writer
    }

    package func verdict(at pause: Pause) async -> Verdict {
        writer.settle()
        return await gate.verdict(at: pause)
    }
}
