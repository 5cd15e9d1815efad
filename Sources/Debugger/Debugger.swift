/// A run that stops where a person wants it to, and does what the person says.
///
/// The debugger is a gate (`DebugGate`): at each pause of a run it asks its `DebugSession` whether to
/// stop there. If so, it reads commands from a `DebugFront` (`CommandParser` understands them), and the
/// session answers: with words, with work for the front, or with a verdict that lets the run go on. Language
/// and session know no terminal; the front knows nothing of runs. `PausableTime` stands still while
/// a person thinks, so that no deadline passes meanwhile.
///
///     (enlist) until assign-layer
///     (enlist) params layer=web
///     (enlist) continue
package enum Debugger {
    /// What stands before each command.
    package static let prompt = "(enlist) "
}
