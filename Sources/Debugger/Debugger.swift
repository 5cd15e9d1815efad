/// A run that stops where a person wants it to, and does what the person says.
///
/// The debugger is a gate (`DebugGate`): at each pause of a run it asks its `DebugSession` whether to
/// stop there. If so, it reads commands from a `DebugFront` (`CommandParser` understands typed ones), and
/// the session answers: with words, with work for others, or with a verdict that lets the run go on.
/// `Language/` is the commands, `Session/` what they do. Both know no terminal; a front, be it a terminal
/// or an editor, knows nothing of runs. `PausableTime` stands still while a person thinks, so that no
/// deadline passes meanwhile.
///
///     (enlist) until assign-layer
///     (enlist) params layer=web
///     (enlist) continue
package enum Debugger {
    /// What stands before each command.
    package static let prompt = "(enlist) "
}
