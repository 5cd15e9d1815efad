// # How people see a run and steer it
//
// On a terminal, in a log, from an editor: this module writes what the application returns, and asks what
// to do next. Reading order:
//
// 1. `Output/`: an `OutputChannel` is a stream that nobody has to read. `PlainProgress` and `JSONLines`
//    write a run's events to one; `RunDisplay` chooses how a run is shown, and says how it ended.
// 2. `Screen/`: what a terminal shows of a run: lines that stay, and one with a spinner.
// 3. `Texts/`: the words for what the application returns: errors, findings, verdicts, runs. An error
//    becomes text here and nowhere else.
// 4. `Bundle/`: what goes into the archive for a ticket.
// 5. `Debugging/`: a session on a terminal, or from a file of commands.
// 6. `Editor/`: the same session for an editor, by the Debug Adapter Protocol.
//
// ```swift
// let display = RunDisplay(.people, environment: environment, time: time)
// let status = display.end(await session.run(request))
// ```
