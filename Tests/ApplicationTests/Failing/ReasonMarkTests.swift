import FoundationEssentials
import TestSupport
import Testing

@testable import Application

struct ReasonMarkTests {
    private static func mark(_ root: String, _ state: String) throws -> ReasonMark {
        ReasonMark(of: "i-1", beside: try StateFolder(state, environment: ["ENLIST_ROOT": root]))
    }

    private static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func `it is beside the journals, and gone once it is removed`() async throws {
        try await withTemporaryFolder { root in
            let mark = try Self.mark(root, "/state")
            #expect(!mark.isSet)
            try mark.set()
            #expect(mark.isSet && Self.has("\(root)/state/i-1/failure-told"))
            mark.clear()
            #expect(!mark.isSet && !Self.has("\(root)/state/i-1/failure-told"))
        }
    }

    @Test func `where it cannot be written there, it is in the folder that the next boot empties`()
        async throws
    {
        try await withTemporaryFolder { root in
            try write("", to: "\(root)/state")
            let mark = try Self.mark(root, "/state")
            try mark.set()
            #expect(mark.isSet && Self.has("\(root)/run/enlist/i-1/failure-told"))
            // Whichever folder the next run uses.
            #expect(try Self.mark(root, "/other").isSet)
            mark.clear()
            #expect(!mark.isSet)
        }
    }

    @Test func `where it can be written nowhere, the first obstacle is reported`() async throws {
        try await withTemporaryFolder { root in
            try write("", to: "\(root)/state")
            try write("", to: "\(root)/run")
            let mark = try Self.mark(root, "/state")
            let error = #expect(throws: (any Error).self) { try mark.set() }
            #expect(String(describing: error).contains("/state"))
            #expect(!mark.isSet)
        }
    }
}
