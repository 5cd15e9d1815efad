// # How people see a run and control it
//
// On a terminal, in a log, from an editor: this module writes what the application returns, and
// asks what to do next. Reading order:
//
// 1. `Output/`: an `OutputChannel` is a stream that continues without a reader. `PlainProgress` and
//    `JSONLines` write a run's events to one; `RunDisplay` selects how a run is shown, and reports
//    how it ended.
// 2. `Screen/`: what a terminal shows of a run: permanent lines, and one with a spinner.
// 3. `Texts/`: the wording of what the application returns: errors, findings, verdicts, runs. An
//    error becomes text here and nowhere else.
// 4. `Bundle/`: the content of the archive for a ticket.
// 5. `Debugging/`: a session on a terminal, or from a file of commands.
// 6. `Editor/`: the same session for an editor, by the Debug Adapter Protocol.
//
// ```swift
// let display = RunDisplay(.people, environment: environment, time: time)
// let status = display.end(await session.run(request))
// ```
