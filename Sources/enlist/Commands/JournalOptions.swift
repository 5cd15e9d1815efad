import Application
import ArgumentParser
import Journal

/// What a run does with the journal.
struct JournalOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Begin at the first step, whatever earlier runs have done.",
            discussion: "Without it, a run goes on where the last one was cut off or failed."))
    var fresh = false

    @OptionGroup var state: StateOptions

    /// The journal of a run that is about to begin.
    ///
    /// - Throws: as the state's folder.
    func journal(_ environment: [String: String]) throws(CommandError) -> RunJournal {
        RunJournal(
            state: try state.folder(environment), isFresh: fresh, writer: JournalWriter())
    }
}
