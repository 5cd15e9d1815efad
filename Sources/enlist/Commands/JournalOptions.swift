import ArgumentParser

/// The options for a run's use of the journal.
struct JournalOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Begin at the first step, whatever earlier runs have done.",
            discussion: "Without it, a run goes on where the last one was cut off or failed."))
    var fresh = false

    @OptionGroup var state: StateOptions
}
