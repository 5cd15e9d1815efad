// # Steps from shared objects
//
// Reading order of this module:
//
// 1. `Signature/`: a `Signature` says what a C function takes and returns; values are converted by
//    it, or refused before anything is called.
// 2. `Calling/`: a `PreparedSignature` is its form for libffi, and makes the calls.
// 3. `Trust/`: a `TrustedFile` is a library that no other user can have changed.
// 4. `Native/`: the kind `native`, which calls any function of any library.
// 5. `Description/`: a `PluginDescription` is what a plugin says of its steps, validated.
// 6. `Loading/`: a `PluginLibrary` is a plugin in this process. It is the other side of the header:
//    the plugin's tables are read here, and a `LiveCall` implements the host's table.
// 7. `Stepping/`: a `PluginStep` is a plugin's step in the engine's terms.
// 8. `Isolation/`: the process in which a library's code runs. `HostMain` is its inside,
//    `HostProcess` is enlist's side of it; they exchange `Frames` of JSON over a socket.
// 9. `Conformance/`: `enlist plugins check` loads a plugin, runs it, cuts it off, and measures what
//    it leaks.
//
// Nothing in this module knows AWS, a terminal, or pipeline files.
