package import Journal
package import Pipeline

/// Runs of an instance that belong together, for who looks at them.
package struct RunStory {
    /// Oldest first.
    package let runs: [RecordedRun]
    /// Whether the last of them is still under way.
    package let isRunning: Bool
}

extension InstanceJournals {
    /// The last run and those that it went on with; with a number, one run alone, 1 the last one.
    ///
    /// - Throws: a `CommandError` that says so if there is none.
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

    /// The last run and those that it went on with; without runs if there is none.
    package func lastStory() throws(CommandError) -> RunStory {
        try reading {
            let folder = try state.existingJournals(of: instance)
            // Before the journal is read: then nothing can come after what is read.
            let isRunning = try folder?.holder() != nil
            let content = try folder.flatMap { try JournalContent(of: $0.current) }
            return RunStory(runs: content?.runs ?? [], isRunning: isRunning)
        }
    }

    /// Who the last run that said so was; nil if none has.
    package func lastIdentity() throws(CommandError) -> RunIdentity? {
        let story = try lastStory()
        return try reading {
            for run in story.runs.reversed() {
                var identity: RunIdentity?
                try run.forEachEvent({ $0 == EventType.runIdentified.rawValue }) { event in
                    if case .runIdentified(let told) = event.body { identity = told }
                }
                if let identity { return identity }
            }
            return nil
        }
    }

    /// That there is no such run.
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
