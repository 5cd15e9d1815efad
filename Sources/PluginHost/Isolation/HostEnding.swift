import Glibc
import Pipeline

/// How a child ended.
package enum HostEnding: Sendable, Equatable {
    case exited(Int)
    case killed(signal: Int)
    /// It closed the connection, and either continued or was killed for that.
    case hungUp
    /// It used up its processor time.
    case outOfTime(Duration)
    /// It has a memory limit of this many bytes, and died of a signal that a library gets when
    /// memory runs out.
    case killedWithin(memory: Int, signal: Int)
}

extension HostEnding {
    /// Interprets a status of wait(2).
    ///
    /// - Parameters:
    ///   - status: in the form that <sys/wait.h> decodes.
    ///   - processorTime: the processor time that the process has used.
    ///   - limits: its limits.
    init(_ status: Int32, processorTime: Duration, _ limits: HostLimits) {
        let signal = status & 0x7F
        guard signal != 0 else {
            let exitStatus = status >> 8 & 0xFF
            self = exitStatus == HostMain.lostConnection ? .hungUp : .exited(Int(exitStatus))
            return
        }
        self = .killed(signal: Int(signal))
        if let memory = limits.memory, [SIGSEGV, SIGABRT, SIGBUS].contains(signal) {
            self = .killedWithin(memory: memory, signal: Int(signal))
        }
        // The kernel sends these two (getrlimit(2), RLIMIT_CPU). No other sender has a reason for
        // the first; the second has many senders, so the used time decides, which is counted in
        // ticks.
        guard let seconds = limits.processorSeconds else { return }
        if signal == SIGXCPU
            || signal == SIGKILL && processorTime + .milliseconds(100) >= .seconds(seconds)
        {
            self = .outOfTime(.seconds(seconds))
        }
    }
}

extension HostEnding {
    /// A phrase that follows a name.
    package var words: String {
        switch self {
        case .exited(let status): "ended its process with exit status \(status)"
        case .killed(let signal):
            "was killed by \(HostEnding.names[signal] ?? "signal \(signal)")"
        case .hungUp: "closed its connection"
        case .killedWithin(_, let signal): HostEnding.killed(signal: signal).words
        case .outOfTime(let limit):
            "used up the \(limit.readable) of processor time that `cpu` allows its process"
        }
    }

    /// What to do, without a full stop.
    package var remedy: String {
        switch self {
        case .outOfTime:
            "raise `cpu`, which is for all calls of a process together, or find out what takes so long"
        case .killedWithin(let memory, _):
            "raise `memory`, which allows its process \(ByteCount(bytes: memory).readable), or leave it out; if it "
                + "crashes without that too, correct the library or how it is called; see its last lines"
        case .killed(Int(SIGXCPU)), .killed(Int(SIGXFSZ)):
            "raise the limit under which enlist was started (`ulimit -t`, `ulimit -f`, or the unit's "
                + "`LimitCPU` and `LimitFSIZE`)"
        case .killed(Int(SIGTERM)), .killed(Int(SIGINT)), .killed(Int(SIGHUP)):
            "look for who sent the signal: a library can do that to itself, too"
        case .killed(Int(SIGKILL)):
            "look for the killer: `dmesg` says whether the machine was out of memory; a library can do "
                + "that to itself, too"
        case .hungUp:
            "have the library leave descriptors alone that it has not opened; see its last lines"
        case .exited, .killed:
            "correct the library or how it is called: `isolation: in-process` and a debugger show "
                + "where; see its last lines"
        }
    }

    /// The signals that kill a process (signal(7), the same on x86-64 and arm64).
    private static let names = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT",
        7: "SIGBUS",
        8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM", 24: "SIGXCPU",
        25: "SIGXFSZ", 31: "SIGSYS",
    ]
}
