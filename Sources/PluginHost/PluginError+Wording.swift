package import Pipeline

extension PluginError: FailureConvertible {
    package var failure: Failure {
        Failure(failureClass, message, remedy: remedy, details: details, cause: cause)
    }

    private var cause: Failure.Cause? {
        switch self {
        case .hostDied, .hostConfused, .untrusted, .notLoaded, .noSymbol, .noEntry, .otherABI,
            .pluginDeclined, .badDescription, .changed:
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
        case .notLoaded, .untrusted, .noValue, .secretArgument, .outsideRoot, .noSymbol,
            .notCallable, .wrongCount, .badArgument, .textNotUTF8, .failedSilently, .noEntry,
            .otherABI, .pluginDeclined, .badDescription, .changed:
            .refused
        }
    }

    /// What happened, without a full stop.
    package var message: String {
        switch self {
        case .notLoaded(let library, let reason): "cannot load \(library): \(reason)"
        case .untrusted(let path, let reason, _):
            "\(path) \(reason), and its code would be enlist's"
        case .noValue(let symbol, let fact):
            "`\(symbol)` returned nothing that could be the fact `\(fact)`"
        case .secretArgument(let name):
            "the argument `\(name)` would be the secret fact of that name"
        case .outsideRoot:
            "a library's function would change the machine itself, and not what is below ENLIST_ROOT"
        case .noSymbol(let symbol, let library): "\(library) has no function `\(symbol)`"
        case .failedSilently(let step, let value):
            "\(step) returned \(value == .null ? "nothing" : value.text) and does not say why"
        case .noEntry(let library, nil):
            "\(library) is no plugin: it does not export `enlist_plugin_entry_v1`"
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
        case .cancelled: "it was cut off"
        }
    }

    /// What to do, without a full stop.
    package var remedy: String {
        switch self {
        case .notLoaded:
            "install the package that has it, or give its absolute path; it must be for this machine"
        case .untrusted(_, _, let fix): "make sure of what is in it, then: \(fix)"
        case .noValue: "leave `gives` out, or see when the function has nothing to return"
        case .secretArgument: "use another function, or a step of enlist's own"
        case .outsideRoot:
            "leave the step out with --skip, or, if the function heeds ENLIST_ROOT, say "
                + "`below-root: run`"
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
            "tell whoever maintains the plugin; `enlist plugins check` finds this too"
        case .notCallable: "correct the signature"
        case .wrongCount: "give one value for each argument of the signature, in its order"
        case .badArgument: "correct the value, or the type in the signature"
        case .textNotUTF8: "take it as something else, or use another function"
        case .failedStatus:
            "see the library's documentation for what the number means; if it is no failure, say so in "
                + "`success`, and what may be tried again in `classes`"
        case .hostNotStarted: "look at the machine's limits of processes and memory"
        case .hostDied, .hostConfused:
            "correct the library or how it is called: `isolation: in-process` and a debugger show "
                + "where; see what it said last"
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

extension HostEnding {
    /// As a phrase after a name.
    package var words: String {
        switch self {
        case .exited(let status): "ended its process with exit status \(status)"
        case .killed(let signal):
            "was killed by \(HostEnding.names[signal] ?? "signal \(signal)")"
        case .hungUp: "closed its connection"
        }
    }

    /// Those that a process dies of (signal(7), the same on x86-64 and arm64).
    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT",
        7: "SIGBUS",
        8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM", 24: "SIGXCPU",
        25: "SIGXFSZ", 31: "SIGSYS",
    ]
}
