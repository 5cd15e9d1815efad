import ArgumentParser

/// The options for a run's use of the journal.
struct JournalOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Start over at the first step.",
            discussion: "Without it, a run resumes where the last one was cut off or failed."))
    var fresh = false

    @OptionGroup var state: StateOptions
}
