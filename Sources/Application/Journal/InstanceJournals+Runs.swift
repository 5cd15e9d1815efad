package import Journal
package import Pipeline

/// Runs of an instance that belong together, for display.
package struct RunStory {
    /// The runs, oldest first.
    package let runs: [RecordedRun]
    /// Whether the last one is still in progress.
    package let isRunning: Bool
}

extension InstanceJournals {
    /// Returns the last run and those that it resumed; with a number, only that run, where 1 is the
    /// last one.
    ///
    /// - Throws: a `CommandError` if none exists.
    package func story(run number: Int?) throws(CommandError) -> RunStory {
        guard let number else {
            let story = try lastStory()
            guard !story.runs.isEmpty else { throw noRun(nil) }
            return story
        }
        let found = try reading { () -> RunStory? in
            guard let folder = try state.existingJournals(of: instance) else { return nil }
            let isRunning = try folder.holder() != nil
            var earlier = 0
            for path in folder.all {
                let runs = try JournalContent(of: path)?.runs ?? []
                if number - earlier <= runs.count {
                    return RunStory(
                        runs: [runs[runs.count - (number - earlier)]],
                        isRunning: isRunning && number == 1)
                }
                earlier += runs.count
            }
            return nil
        }
        guard let found else { throw noRun(number) }
        return found
    }

    /// Returns the last run and those that it resumed; empty if none exists.
    package func lastStory() throws(CommandError) -> RunStory {
        try reading {
            let folder = try state.existingJournals(of: instance)
            // Before the journal is read, so that nothing can be added after it has been read.
            let isRunning = try folder?.holder() != nil
            let content = try folder.flatMap { try JournalContent(of: $0.current) }
            return RunStory(runs: content?.runs ?? [], isRunning: isRunning)
        }
    }

    /// Returns the identity from the last run that recorded one; nil if none has.
    ///
    /// Unlike a story, which a person reads, it decides what is run: a journal that came with the
    /// image does not count.
    package func lastIdentity() throws(CommandError) -> RunIdentity? {
        try reading {
            let content = try state.existingJournals(of: instance)
                .flatMap { try JournalContent(of: $0.current, on: machine) }
            for run in content?.runs.reversed() ?? [] {
                var identity: RunIdentity?
                try run.forEachEvent({ $0 == EventType.runIdentified.rawValue }) { event in
                    if case .runIdentified(let told) = event.body { identity = told }
                }
                if let identity { return identity }
            }
            return nil
        }
    }

    /// The error for a run that does not exist.
    package func noRun(_ number: Int?) -> CommandError {
        CommandError(
            .noRun,
            Failure(
                .notFound,
                number.map { "there are not \($0) runs in the journals of \(instance)" }
                    ?? "no run on \(instance) has left a journal",
                remedy: "`enlist run` makes one; --instance and --state-dir look elsewhere"))
    }
}
