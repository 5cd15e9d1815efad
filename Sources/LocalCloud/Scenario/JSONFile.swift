import Foundation

/// Reads the files that the command is given.
package enum JSONFile {
    /// The JSON value that a file holds.
    package static func read(_ file: String) throws(ScenarioError) -> JSONValue {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw .unreadable(file: file, reason: "\(SystemReason(error))")
        }
        guard let value = try? JSONValue(parsing: data) else { throw .notJSON(file: file) }
        return value
    }
}
