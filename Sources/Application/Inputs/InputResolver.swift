import Pipeline
import PipelineFile

/// Finds each of the four inputs in its first source.
///
/// The sources, in order: the command line, the environment, the inputs file, the run that is
/// resumed, and, only for what is still missing, the instance's tags.
struct InputResolver: Sendable {
    /// The values on the command line, each with its option.
    let options: [FactName: (text: String, option: String)]
    /// The inputs of the run that is resumed.
    var remembered = Facts()
    let environment: [String: String]
    /// The folder that stands for `/`.
    let root: String

    /// An input with its value and its source.
    struct Found: Equatable {
        let name: FactName
        let text: String
        let source: String
    }

    /// The path of the inputs file.
    var path: String { (root == "/" ? "" : root) + "/etc/enlist/inputs.yaml" }

    /// The environment variable of an input: `ENLIST_PRODUCT`.
    static func variable(_ input: FactName) -> String { "ENLIST_" + input.text.uppercased() }

    /// The key of an input's tag: `enlist:product`.
    static func tagKey(_ input: FactName) -> String { "enlist:" + input.text }

    /// Reads the command line, the environment and the inputs file, each only for what the previous
    /// ones lack.
    ///
    /// - Returns: the valid inputs found, in the order of the inputs.
    /// - Throws: everything that is wrong with the values and with the file; status 65.
    func resolve() throws(CommandError) -> [Found] {
        var sources: [SourceText] = []
        var problems: [Diagnostic] = []
        var found: [Found] = []
        var fileInputs: [FactName: (text: String, location: SourceLocation)]?
        do throws(Diagnostics) {
            for name in Facts.inputs {
                var location: SourceLocation?
                let text: String
                let source: String
                if let given = options[name] {
                    (text, source) = (given.text, given.option)
                } else if let value = environment[Self.variable(name)] {
                    (text, source) = (value, Self.variable(name))
                } else {
                    if fileInputs == nil { fileInputs = try readFile(&sources) }
                    if let input = fileInputs?[name] {
                        (text, source, location) = (input.text, path, input.location)
                    } else if let value = remembered[name] {
                        (text, source) = (value.text, "the last run")
                    } else {
                        continue
                    }
                }
                if let problem = InputRule.problem(with: text, of: name) {
                    problems.append(
                        .badInput(name, from: source, problem, at: location))
                }
                found.append(Found(name: name, text: text, source: source))
            }
        } catch {
            problems += error.all
        }
        guard problems.isEmpty else {
            throw CommandError(.badData, Diagnostics(problems), sources)
        }
        return found
    }

    /// Reads inputs from the instance's tags.
    ///
    /// Waits for tags that are late (`LateTags`).
    ///
    /// - Returns: the inputs found, in the order of `missing`.
    /// - Throws: a `CommandError` if a tag's value is invalid, or if an input has no source;
    ///   `CancellationError` when the task is cancelled.
    func resolve(
        _ missing: [FactName], from metadata: any InstanceMetadata, waiting late: LateTags
    ) async throws -> [Found] {
        var tags: [FactName: String] = [:]
        do {
            try await late.wait(for: metadata) {
                for name in missing where tags[name] == nil {
                    tags[name] = try await metadata.tag(Self.tagKey(name))
                }
                return tags.count == missing.count
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            let failure = Failure(error)
            let diagnostic = Diagnostic.missingInputs(missing, file: path, tags: failure)
            throw CommandError(
                failure.cause == nil ? .badData : ExitStatus(failure), Diagnostics([diagnostic]))
        }
        let found = missing.compactMap { name in
            tags[name].map {
                Found(name: name, text: $0, source: "instance tag \(Self.tagKey(name))")
            }
        }
        var problems = found.compactMap { found in
            InputRule.problem(with: found.text, of: found.name).map {
                Diagnostic.badInput(found.name, from: found.source, $0, at: nil)
            }
        }
        let absent = missing.filter { tags[$0] == nil }
        if !absent.isEmpty { problems.append(.missingInputs(absent, file: path, tags: nil)) }
        guard problems.isEmpty else { throw CommandError(.badData, Diagnostics(problems)) }
        return found
    }

    private func readFile(
        _ sources: inout [SourceText]
    ) throws(Diagnostics) -> [FactName: (text: String, location: SourceLocation)] {
        let text: SourceText?
        do throws(Diagnostic) {
            text = try SourceText(readingFileIfThere: path)
        } catch {
            throw Diagnostics([error])
        }
        guard let text else { return [:] }
        sources.append(text)
        return try InputsFileReader().read(text)
    }
}
