import Glibc

extension RunningProcess {
    /// Kills what this process has started and not waited for, with all that is in the same groups.
    package static func killChildren() {
        for child in all ?? [] where child.parent == getpid() {
            kill(child.group == getpgrp() ? child.id : -child.group, SIGKILL)
        }
    }
}
