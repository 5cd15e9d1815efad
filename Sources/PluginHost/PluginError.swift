package import Pipeline

/// Why a plugin or a native function failed; the wording is in `PluginError+Wording.swift`.
package enum PluginError: Error, Sendable, Equatable {
    /// The library cannot be loaded; carries the loader's own message.
    case notLoaded(library: String, String)
    /// A file, or folders or links on the way to it, are not trusted; carries all of them, at least
    /// one.
    case untrusted([Distrust])
    /// A file is not a shared library; carries what it is, as a predicate.
    case notShared(String, String)
    /// A file is a script for the linker; carries the libraries that it names.
    case linkerScript(String, names: [String])
    /// A library uses a symbol that neither it nor any library that it needs defines.
    case undefinedSymbol(String, String)
    /// A library requires an executable stack, and is refused one.
    case executableStack(String)
    /// There is no room left for a library's thread-local variables (TLS model `initial-exec`).
    case noStaticThreadMemory(String)
    /// A file has changed while it was read.
    case beingWritten(String)
    /// A library is incomplete; carries what is wrong with it.
    case damaged(String, String)
    /// A library is for another machine; carries which one.
    case otherMachine(String, String)
    /// A library needs a newer version of another one; carries the version and the other library.
    case missingVersion(String, needs: String, of: String)
    /// A library needs another that the loader does not find.
    case missingDependency(String, needs: String)
    /// A file's SHA-256 is not the required one.
    case wrongSum(String, expected: String, found: String)
    case noSignature(String)
    /// A file that should be a signature is not one.
    case notASignature(String)
    /// A signature was created with a key that is not trusted here.
    case unknownKey(String, number: String)
    /// A trusted key's signature does not match the content of the file.
    case wrongSignature(String, key: String)
    /// A file that should be a public key is not one.
    case notAKey(String)
    /// Signatures are required, but the folder has no key to verify them.
    case noTrustedKeys(String)
    /// libcrypto failed; carries what it was asked to do.
    case noCryptography(String)
    case noSymbol(String, library: String)
    /// The symbol in the library is data, not a function.
    case noFunction(String, library: String)
    /// libffi cannot call such a function here; carries its status.
    case notCallable(Int)
    case wrongCount(expected: Int, found: Int)
    /// A value does not fit its argument; carries its place and a predicate.
    case badArgument(String, String)
    case textNotUTF8
    /// The function returned a status that means failure.
    case failedStatus(String, Value, FailureClass)
    /// The function returned nothing, but a fact was expected.
    case noValue(String, fact: String)
    /// A plugin's step failed without a reason; carries what its function returned.
    case failedSilently(String, Value)
    /// A library has no entry for this version; carries the number of another entry, if there is
    /// one.
    case noEntry(String, other: Int?)
    /// A plugin needs a later host; carries both revisions.
    case otherABI(String, needs: Int, host: Int)
    /// A plugin declines this host, without a reason.
    case pluginDeclined(String)
    /// A plugin's description of itself is invalid; carries everything that is wrong.
    case badDescription(String, [String])
    /// A plugin's file has changed since the plan.
    case changed(String)
    /// A secret fact would leave enlist.
    case secretArgument(String)
    /// The root is not the machine's own, and the step may not run there.
    case outsideRoot
    /// The child process could not be started.
    case hostNotStarted(String)
    /// The child ended, or broke the protocol, while it worked; carries how, and its last output.
    case hostDied(String, HostEnding, said: [String])
    /// The child sent something that is not a message of the protocol.
    case hostConfused(String, String, said: [String])
    /// Something exceeds the size of a message to or from a library's process; carries what.
    case tooLong(String)
    /// The caller is gone.
    case cancelled
}
