import AWS
import SystemPackage

@testable import Steps

extension Host {
    /// A sandbox as the machine, in an environment of the test's own.
    init(_ sandbox: borrowing Sandbox, _ environment: [String: String] = [:]) throws {
        struct Nobody: RequestObserver {
            func observe(_ exchange: RequestExchange) {}
        }
        try self.init(
            environment: environment.merging(["ENLIST_ROOT": sandbox.root.path.string]) { $1 },
            version: "1", observer: Nobody())
    }
}
