import Glibc
import Testing

@testable import Steps

@Suite struct PackageLockTests {
    @Test(arguments: [
        ("a process that is there", "\(getpid())\n", true),
        // The largest number that Linux gives to a process is 2^22.
        ("a process that is gone", "99999999", false),
        ("nothing", "", false), ("no number", "dnf", false), ("every process", "-1", false),
    ])
    func `a lock that names a process is held while that is there`(
        words: String, content: String, isHeld: Bool
    ) throws {
        let sandbox = try Sandbox()
        try sandbox.put(content, at: "run/yum.pid")
        let holder = PackageLock.process("/run/yum.pid").holder(in: sandbox.root)
        #expect((holder != nil) == isHeld, "\(words)")
        #expect(holder?.process == (isHeld ? Int(getpid()) : nil), "\(words)")
    }

    @Test(arguments: [PackageLock.record("/run/lock"), .process("/run/lock")])
    func `a lock that is not there is held by nobody`(lock: PackageLock) throws {
        let sandbox = try Sandbox()
        #expect(lock.holder(in: sandbox.root) == nil)
    }

    @Test(arguments: [
        (PackageLock.Holder(process: nil, program: nil), "another process"),
        (.init(process: 12, program: nil), "process 12"),
        (.init(process: 12, program: "dnf"), "dnf (process 12)"),
    ])
    func `a holder is named as far as it can be seen`(holder: PackageLock.Holder, words: String) {
        #expect(holder.words == words)
    }
}
