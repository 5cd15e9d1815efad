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
}
