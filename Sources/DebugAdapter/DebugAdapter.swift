/// The debugger for editors: a front of a session that speaks the Debug Adapter Protocol.
///
/// `AdapterSession` receives the client's requests (`MessageReader`, `Request`) in order and
/// answers them (`MessageWriter`). It answers questions about a stopped run from the pause
/// (`StoppedRun`). Every change it passes as a command to the gate at which the run is paused,
/// through `AdapterFront`, as a terminal passes a line; so an editor can do exactly what a person
/// at a prompt can.
///
/// `Wire/` splits the connection's bytes into messages and writes them; `Session/` implements the
/// requests.
///
/// This module does not know how to start a run: that is up to its `RunLauncher`.
package enum DebugAdapter {}
