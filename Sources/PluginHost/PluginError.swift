package import Pipeline

/// Why a plugin or a native function did not do what it was asked; worded in `PluginError+Wording.swift`.
package enum PluginError: Error, Sendable, Equatable {
    /// The library cannot be loaded; carries the loader's own words.
    case notLoaded(library: String, String)
    /// A file, or folders or links on the way to it, are not trusted; carries all of them, at least one.
    case untrusted([Distrust])
    /// A file is no shared library; carries what it is, as a predicate.
    case notShared(String, String)
    /// A file is a script for the linker; carries the libraries that it names.
    case linkerScript(String, names: [String])
    /// A library uses a symbol that neither it nor any library that it needs has.
    case undefinedSymbol(String, String)
    /// A library wants an executable stack, and does not get it.
    case executableStack(String)
    /// A library's thread-local variables have no room any more (TLS model `initial-exec`).
    case noStaticThreadMemory(String)
    /// A file has changed while it was read.
    case beingWritten(String)
    /// A library is not whole; carries what is wrong with it.
    case damaged(String, String)
    /// A library is for another machine; carries for which.
    case otherMachine(String, String)
    /// A library needs another one's newer version: the version, and the other one.
    case missingVersion(String, needs: String, of: String)
    /// A library needs another that the loader does not find.
    case missingDependency(String, needs: String)
    /// A file's SHA-256 is not the one that was asked for.
    case wrongSum(String, expected: String, found: String)
    case noSignature(String)
    /// A file that should be a signature is none.
    case notASignature(String)
    /// A signature was made with a key that is not trusted here.
    case unknownKey(String, number: String)
    /// A trusted key's signature is not of what is in the file.
    case wrongSignature(String, key: String)
    /// A file that should be a public key is none.
    case notAKey(String)
    /// Signatures are asked for, and the folder has no key to verify them with.
    case noTrustedKeys(String)
    /// libcrypto failed; carries at what.
    case noCryptography(String)
    case noSymbol(String, library: String)
    /// A library has data of that name, and no function.
    case noFunction(String, library: String)
    /// libffi cannot call such a function here; carries its status.
    case notCallable(Int)
    case wrongCount(expected: Int, found: Int)
    /// A value does not fit its argument: where it stands, and a predicate.
    case badArgument(String, String)
    case textNotUTF8
    /// The function returned a status that means failure.
    case failedStatus(String, Value, FailureClass)
    /// It returned nothing where a fact was to be made of it.
    case noValue(String, fact: String)
    /// A plugin's step failed and did not say why; carries what its function returned.
    case failedSilently(String, Value)
    /// A library has no entry of ours; carries the number of another entry that it has.
    case noEntry(String, other: Int?)
    /// A plugin needs a later host; carries both revisions.
    case otherABI(String, needs: Int, host: Int)
    /// A plugin does not want to work with this host, and does not say why.
    case pluginDeclined(String)
    /// What a plugin says of itself makes no sense; carries all that is wrong.
    case badDescription(String, [String])
    /// A plugin's file is another than the one that was planned with.
    case changed(String)
    /// A secret fact would leave enlist.
    case secretArgument(String)
    /// Below a root that is not the machine's own.
    case outsideRoot
    /// The child process could not be started.
    case hostNotStarted(String)
    /// The child ended, or broke the protocol, while it worked; carries how, and what it said last.
    case hostDied(String, HostEnding, said: [String])
    /// The child said something that is none of the protocol's messages.
    case hostConfused(String, String, said: [String])
    /// More is to be passed than a message to or from a library's process can hold; carries what.
    case tooLong(String)
    /// The caller went away.
    case cancelled
}
