import Glibc
import Pipeline

/// Whether this process is permitted to do to the machine what the steps do.
struct UserPrecondition: Precondition {
    let root: MachineRoot

    let name = "user"

    func examine(knowing facts: Facts) throws -> Diagnosis {
        guard root.isMachine else {
            return .ok(
                "user id \(geteuid()), and ENLIST_ROOT is \(root.path): nothing else is changed")
        }
        guard geteuid() == 0 else { throw Failure.notRoot(geteuid()) }
        return .ok("root")
    }
}
