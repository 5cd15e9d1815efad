/// A run that stops where a person wants it to, and obeys the person's commands.
///
/// The debugger is a gate (`DebugGate`): at each pause of a run it asks its `DebugSession` whether
/// to stop there. If so, it reads commands from a `DebugFront` (`CommandParser` parses typed ones).
/// The session answers with text, with work for others, or with a verdict that lets the run
/// continue. `Language/` contains the commands, `Session/` what they do. Both are independent of
/// terminals; a front, for a terminal or an editor, is independent of runs. `PausableTime` stands
/// still while a person thinks, so that no deadline passes meanwhile.
///
///     (enlist) until assign-layer
///     (enlist) params layer=web
///     (enlist) continue
package enum Debugger {
    /// The prompt for each command.
    package static let prompt = "(enlist) "
}
