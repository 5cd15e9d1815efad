import FoundationEssentials

/// A folder of its own, gone with everything in it after the test.
package func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws
    -> Result
{
    let folder = FileManager.default.temporaryDirectory
        .appending(path: "enlist-test-\(UUID().uuidString)").path()
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Writes a file, and makes the folders above it.
package func write(_ text: String, to path: String) throws {
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
        atPath: "/" + folder, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path))
}
