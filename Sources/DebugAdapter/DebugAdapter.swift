/// The debugger for editors: a face of a session that speaks the Debug Adapter Protocol.
///
/// `AdapterSession` gets the client's requests (`MessageReader`, `Request`) in order and answers them
/// (`MessageWriter`). What it is asked of a run that has stopped it says from the pause (`StoppedRun`). What
/// changes something it hands as a command to the gate at which the run stands, through `AdapterFront`,
/// as a terminal hands over a line; so an editor can do what a person at a prompt can, and nothing else.
///
/// `Wire/` takes the connection's bytes apart into messages and writes them; `Session/` is what requests
/// mean.
///
/// How a run is started this module does not know: that is its `RunLauncher`'s affair.
package enum DebugAdapter {}
