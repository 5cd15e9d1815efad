import Glibc

extension RunningProcess {
    /// Kills the children that this process has not waited for, with everything in the same groups.
    package static func killChildren() {
        for child in all ?? [] where child.parent == getpid() {
            kill(child.group == getpgrp() ? child.id : -child.group, SIGKILL)
        }
    }
}
