import Bytes
import Glibc
import Pipeline

/// The completions that a shell may offer for a word of the command line.
package struct Suggestions: Sendable {
    private let environment: [String: String]

    package init(environment: [String: String]) {
        self.environment = environment
    }

    /// Returns pipelines.
    ///
    /// - Parameter beginning: of the word.
    /// - Returns: the built-in ones, and the files and folders here that can be or contain one.
    package func pipelines(_ beginning: String) -> [String] {
        BuiltInPipeline.names.filter { $0.begins(with: beginning) }
            + paths(beginning).filter {
                $0.ends(with: "/") || $0.ends(with: ".yaml") || $0.ends(with: ".yml")
            }
    }

    /// Returns the ids of a pipeline's steps.
    ///
    /// - Parameters:
    ///   - pipeline: the file or the built-in pipeline; nil for the one that runs on this machine.
    ///   - product: the product whose changes count.
    ///   - beginning: of the word: ids, separated by commas.
    /// - Returns: the ids in order, each after the ids that are there already; empty if the
    ///   pipeline cannot be read.
    package func steps(of pipeline: String?, product: String?, _ beginning: String) -> [String] {
        guard let engine = try? Engine(environment: environment) else { return [] }
        let loaded = engine.preparer.loader.load(pipeline, product: product)
        let before = beginning.parts(at: ",").dropLast().map { $0 + "," }.joined()
        return (loaded.definition?.steps ?? []).map { before + $0.id }
    }

    /// The paths with this beginning, folders with a slash at the end.
    private func paths(_ beginning: String) -> [String] {
        var pattern = ""
        for scalar in beginning.unicodeScalars {
            if ["*", "?", "[", "]", "\\"].contains(scalar) { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern + "*", GLOB_MARK, nil, &found) == 0, let paths = found.gl_pathv else {
            return []
        }
        return (0..<Int(found.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
    }
}
