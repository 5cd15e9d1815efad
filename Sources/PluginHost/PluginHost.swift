// # Functions of libraries as steps
//
// Reading order of this module:
//
// 1. `Signature/`: a `Signature` says what a C function takes and returns; values are converted by it,
//    or refused before anything is called.
// 2. `Calling/`: a `PreparedSignature` is the same for libffi, and calls.
// 3. `Trust/`: a `TrustedFile` is a library that nobody else can have changed.
// 4. `Native/`: the kind `native`, which calls any function of any library.
// 5. `Isolation/`: the process in which a library's code runs. `HostMain` is its inside, `HostProcess`
//    enlist's side of it; between them go `Frames` of JSON over a socket.
//
// Nothing in here knows AWS, a terminal, or pipeline files.
