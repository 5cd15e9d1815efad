import Bytes
package import Cryptography
package import Pipeline

extension PluginError: FailureConvertible {
    package var failure: Failure {
        Failure(failureClass, message, remedy: remedy, details: details, cause: cause)
    }

    private var cause: Failure.Cause? {
        switch self {
        case .hostDied, .hostConfused, .untrusted, .notLoaded, .noSymbol, .noFunction, .noEntry,
            .otherABI, .linkerScript, .undefinedSymbol, .executableStack, .noStaticThreadMemory,
            .beingWritten,
            .pluginDeclined, .badDescription, .changed, .notShared, .damaged, .otherMachine,
            .missingVersion, .missingDependency, .wrongSum,
            .noSignature, .notASignature, .unknownKey, .wrongSignature, .notAKey, .noTrustedKeys,
            .noCryptography:
            .foreignCode
        default: nil
        }
    }

    private var failureClass: FailureClass {
        switch self {
        case .failedStatus(_, _, let failureClass): failureClass
        case .hostDied, .hostConfused: .crashed
        case .cancelled: .timeout
        case .hostNotStarted: .transient
        case .beingWritten: .busy
        case .noFunction, .linkerScript, .undefinedSymbol, .executableStack,
            .noStaticThreadMemory:
            .refused
        case .notLoaded, .untrusted, .noValue, .secretArgument, .outsideRoot, .noSymbol,
            .notCallable, .wrongCount, .badArgument, .textNotUTF8, .failedSilently, .noEntry,
            .otherABI, .pluginDeclined, .badDescription, .changed, .notShared, .damaged,
            .otherMachine,
            .missingVersion, .missingDependency, .wrongSum,
            .noSignature, .notASignature, .unknownKey, .wrongSignature, .notAKey, .noTrustedKeys,
            .noCryptography, .tooLong:
            .refused
        }
    }

    /// What happened, without a full stop.
    package var message: String {
        switch self {
        case .notLoaded(let library, let reason): "cannot load \(library): \(reason)"
        case .untrusted(let found):
            "\(found.words), and enlist would go by what is in \(found.count == 1 ? "it" : "them")"
        case .noValue(let symbol, let fact):
            "`\(symbol)` returned nothing that could be the fact `\(fact)`"
        case .secretArgument(let name):
            "the argument `\(name)` would be the secret fact of that name"
        case .outsideRoot:
            "a library's function would change the machine itself, and not what is below ENLIST_ROOT"
        case .notShared(let path, let what): "\(path) \(what), and no shared library"
        case .damaged(let library, let reason): "\(library) is damaged: \(reason)"
        case .otherMachine(let library, let other):
            "\(library) was built for \(other), and this machine is \(Machine.own.name)"
        case .missingVersion(let library, let version, let other):
            "\(library) needs \(version), and this machine's \(other) is older"
        case .missingDependency(let library, let needed):
            "\(library) needs the library \(needed), which is not on this machine"
        case .wrongSum(let path, let expected, let found):
            "\(path) has the SHA-256 \(found), and \(expected) is asked for"
        case .noSignature(let path): "\(path) has no signature, and signatures are asked for"
        case .notASignature(let path): "\(path) is not a signify signature"
        case .unknownKey(let path, let number):
            "\(path) is signed with the key \(number), which is not trusted here"
        case .wrongSignature(let path, let key):
            "the signature of \(path) is not of what is in it; it names the key `\(key)`"
        case .notAKey(let path): "\(path) is not a signify public key"
        case .noTrustedKeys(let folder): "signatures are asked for, and \(folder) has no key"
        case .noCryptography(let task): "libcrypto could not \(task)"
        case .noSymbol(let symbol, let library): "\(library) has no function `\(symbol)`"
        case .noFunction(let symbol, let library):
            "`\(symbol)` of \(library) is a variable, not a function"
        case .linkerScript(let path, let names):
            "\(path) is a linker script, not a library"
                + (names.isEmpty ? "" : "; it names " + names.joined(separator: ", "))
        case .undefinedSymbol(let library, let symbol):
            "\(library) uses the symbol `\(symbol)`, which no library that it is linked with has"
        case .executableStack(let library):
            "\(library) needs an executable stack, which the loader refuses"
        case .noStaticThreadMemory(let library):
            "\(library) has thread-local variables that must be there when a program starts"
        case .beingWritten(let path): "\(path) has changed while it was read"
        case .failedSilently(let step, let value):
            "\(step) returned \(value == .null ? "nothing" : value.text) and does not say why"
        case .noEntry(let library, nil):
            "\(library) is not a plugin: it does not export `enlist_plugin_entry_v1`"
        case .noEntry(let library, let other?):
            "\(library) speaks version \(other) of the plugin interface, and this enlist version 1"
        case .otherABI(let library, let needs, let host):
            "\(library) needs revision \(needs) of the plugin interface, and this enlist has "
                + (host == 1 ? "revision 1" : "revisions 1 to \(host)")
        case .changed(let library): "\(library) states other steps than when the run was planned"
        case .pluginDeclined(let library): "\(library) does not want to work with this enlist"
        case .badDescription(let library, let problems):
            "\(library) states its steps wrongly: " + problems.joined(separator: "; ")
        case .notCallable(let status):
            "a function of this signature cannot be called here (libffi says \(status))"
        case .wrongCount(let expected, let found):
            "the signature has \(expected) arguments, and \(found) are given"
        case .badArgument(let place, let problem): "the argument `\(place)` \(problem)"
        case .textNotUTF8: "the function returned a text that is not UTF-8"
        case .failedStatus(let symbol, let status, _): "`\(symbol)` returned \(status.text)"
        case .hostNotStarted(let reason): "the process for the library cannot be started: \(reason)"
        case .hostDied(let who, let ending, _): "\(who) \(ending.words)"
        case .hostConfused(let who, let reason, _): "\(who) disturbed its connection: \(reason)"
        case .tooLong(let what):
            "\(what) is longer than \(Frames.longest >> 20) MiB, which is the most that can be passed on"
        case .cancelled: "it was cut off"
        }
    }

    /// What to do, without a full stop.
    package var remedy: String {
        switch self {
        case .notLoaded:
            "install the package that has it, or give its absolute path; it must be for this machine"
        case .untrusted(let found):
            "make sure of what is in \(found.count == 1 ? "it" : "them"), then: \(found.fix)"
        case .noValue: "leave `gives` out, or see when the function has nothing to return"
        case .secretArgument: "use another function, or a step of enlist's own"
        case .outsideRoot:
            "leave the step out with --skip, or, if the function heeds ENLIST_ROOT, say "
                + "`below-root: run`"
        case .notShared: "name a library; what becomes one is linked with `-shared`"
        case .damaged: "install or copy it again"
        case .otherMachine: "install the one for \(Machine.own.name), or build it on such a machine"
        case .missingVersion:
            "build it on the oldest system that it shall work on, or update this machine"
        case .missingDependency(_, let needed):
            "install the package that has it, which `apt-file search \(needed)` or "
                + "`dnf provides '*/\(needed)'` names; or put it beside the library and link that "
                + "with `-Wl,-rpath,'$ORIGIN'`"
        case .wrongSum:
            "make sure that this is the file that was meant, then correct `sha256` where it is asked for"
        case .noSignature: "sign it: `enlist plugins sign FILE --key KEY.sec`"
        case .notASignature: "sign the file again"
        case .unknownKey:
            "if the key's owner may run code here: `enlist plugins trust KEY.pub`"
        case .wrongSignature:
            "get the file and its signature again: one of them was changed"
        case .notAKey: "remove it, or replace it by the key"
        case .noTrustedKeys: "`enlist plugins trust KEY.pub` puts one there"
        case .noCryptography: "look at the installation of OpenSSL's libcrypto"
        case .noFunction:
            "name a function: `nm -D --defined-only` shows them with a `T` or a `W`; a value that a "
                + "variable holds is read by a function of yours"
        case .linkerScript(_, let names):
            names.first.map { "name the library itself: \($0)" }
                ?? "name the library itself, by its name with a version as `libm.so.6`"
        case .undefinedSymbol(let library, let symbol):
            "link it with the library that has the symbol (`-lNAME`); `ldd -r \(library)` lists all that "
                + "are missing, and linking with `-Wl,-z,defs` finds them when it is built"
                + (symbol.begins(with: "_Z") ? "; `c++filt \(symbol)` tells its C++ name" : "")
        case .executableStack(let library):
            "link it with `-Wl,-z,noexecstack`, or clear the mark with `patchelf --clear-execstack "
                + "\(library)`: it comes from assembler without `.note.GNU-stack`, or from nested functions "
                + "in C, which do need such a stack and must go"
        case .noStaticThreadMemory:
            "build it without `-ftls-model=initial-exec`"
        case .beingWritten:
            "wait until it is whole; put a library in place with `install` or `mv`, which replace a file "
                + "at once"
        case .noSymbol: "look at what it has with `nm -D --defined-only`, and correct the symbol"
        case .failedSilently: "see the plugin's documentation; `host->fail` would say why"
        case .noEntry(_, nil):
            "`native` calls functions of libraries that are no plugins; a plugin exports its entry with "
                + "`ENLIST_PLUGIN_EXPORT`"
        case .noEntry, .otherABI:
            "update enlist, or build the plugin with the header of this version"
        case .changed: "run `enlist run` again: it plans with what is there now"
        case .pluginDeclined: "see the plugin's documentation for the versions that it works with"
        case .badDescription:
            "correct the plugin's tables, or report it to the plugin's author"
        case .notCallable: "correct the signature"
        case .wrongCount: "give one value for each argument of the signature, in its order"
        case .badArgument: "correct the value, or the type in the signature"
        case .textNotUTF8: "take it as something else, or use another function"
        case .failedStatus:
            "see the library's documentation for what the number means; if it is no failure, say so in "
                + "`success`, and what may be tried again in `classes`"
        case .hostNotStarted: "look at the machine's limits of processes and memory"
        case .hostDied(_, let ending, _): ending.remedy
        case .hostConfused:
            "correct the library or how it is called: `isolation: in-process` and a debugger show "
                + "where; see its last lines"
        case .tooLong: "pass less, or the path of a file that has it"
        case .cancelled: "allow it more time, or find out what it waits for"
        }
    }

    private var details: [String] {
        switch self {
        case .hostDied(_, _, let said), .hostConfused(_, _, let said): said
        default: []
        }
    }
}

extension PluginError {
    /// Interprets the loader's own message (dlerror(3)): `libb.so.1: cannot open shared object
    /// file: …`.
    init(loaderSays words: String, library: String) {
        let parts = words.halves(around: ": ")
        if let (other, reason) = parts, let known = Self.known(reason, of: other) {
            self = known
            return
        }
        if let (other, reason) = parts, !other.isSpelled(library),
            reason.begins(with: "cannot open shared object file")
        {
            self = .missingDependency(library, needs: other)
        } else if let (other, reason) = parts, reason.begins(with: "version `"),
            let (version, _) = reason.dropping(bytes: "version `".utf8.count).halves(around: "'")
        {
            self = .missingVersion(library, needs: version, of: other)
        } else {
            self = .notLoaded(library: library, words)
        }
    }

    /// What is wrong with the library that the loader names; nil if its own message is the best
    /// description.
    private static func known(_ reason: String, of library: String) -> PluginError? {
        if let symbol = reason.rest(after: "undefined symbol: ") {
            let name = symbol.halves(around: ", ")?.before ?? symbol
            return .undefinedSymbol(library, name)
        }
        if reason.begins(with: "cannot enable executable stack") {
            return .executableStack(library)
        }
        if reason.contains(bytes: "static TLS block") { return .noStaticThreadMemory(library) }
        let isFormat = ["invalid ELF header", "file too short", "wrong ELF class"]
            .contains { reason.begins(with: $0) }
        return isFormat ? SharedObject.problem(withFileAt: library) : nil
    }
}

extension CryptographyFailure: FailureConvertible {
    package var failure: Failure { PluginError.noCryptography(task).failure }
}
