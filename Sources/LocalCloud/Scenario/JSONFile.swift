import Foundation

/// Reads the JSON files of the command line.
package enum JSONFile {
    /// The JSON value in a file.
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
