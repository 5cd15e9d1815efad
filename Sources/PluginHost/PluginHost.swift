// # Steps out of shared objects
//
// Reading order of this module:
//
// 1. `Signature/`: a `Signature` says what a C function takes and returns; values are converted by it,
//    or refused before anything is called.
// 2. `Calling/`: a `PreparedSignature` is the same for libffi, and calls.
// 3. `Trust/`: a `TrustedFile` is a library that nobody else can have changed.
// 4. `Native/`: the kind `native`, which calls any function of any library.
// 5. `Description/`: a `PluginDescription` is what a plugin says of its steps, found to make sense.
// 6. `Loading/`: a `PluginLibrary` is a plugin in this process. The other side of the header is here:
//    the plugin's tables are read, and the host's table is what a `LiveCall` does.
// 7. `Stepping/`: a `PluginStep` is a plugin's step as the engine knows steps.
// 8. `Isolation/`: the process in which a library's code runs. `HostMain` is its inside, `HostProcess`
//    enlist's side of it; between them go `Frames` of JSON over a socket.
//
// 9. `Conformance/`: `enlist plugins check` loads a plugin, runs it, cuts it off, and measures what it
//    leaves.
//
// Nothing in here knows AWS, a terminal, or pipeline files.
