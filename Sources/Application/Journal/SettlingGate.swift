package import Journal
package import Pipeline

/// A gate that waits until every event is on the disk before another gate may pause the run.
///
/// The pause can last as long as a person likes.
package struct SettlingGate: Gate {
    let gate: any Gate
    let writer: JournalWriter

    /// Creates a gate around the other one, with the writer of the journal.
    package init(gate: any Gate, writer: JournalWriter) {
        self.gate = gate
        self.writer = writer
    }

    package func verdict(at pause: Pause) async -> Verdict {
        writer.settle()
        return await gate.verdict(at: pause)
    }
}
