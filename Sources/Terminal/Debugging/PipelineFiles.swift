import Application
import Bytes
import Debugger
import Glibc
import Pipeline
import PipelineFile

/// Reads values in the notation of pipeline files, and saves a session's changes as such a file.
struct PipelineFiles: SessionFiles {
    /// What a file of changes extends: the name of a built-in pipeline, or a path.
    private let base: String

    /// Creates the files for the current pipeline.
    ///
    /// - Parameters:
    ///   - request: a person's request.
    ///   - root: the folder that stands for `/`.
    init(_ request: PlanRequest, root: String) {
        let standard = (root == "/" ? "" : root) + "/etc/enlist/pipeline.yaml"
        base =
            if let pipeline = request.pipeline {
                pipeline.hasByte("/") || BuiltInPipeline(named: pipeline) != nil
                    ? pipeline : "./" + pipeline
            } else {
                access(standard, F_OK) == 0 ? standard : BuiltInPipeline.standardName
            }
    }

    func save(_ changes: SessionChanges, to path: String) throws(DebugProblem) -> [String] {
        let base =
            self.base.hasByte("/") || self.base.ends(with: ".yaml") || self.base.ends(with: ".yml")
            ? PathReference.path(of: self.base, from: path) : self.base
        let facts = SavedFacts(changes.facts)
        let command = "enlist run --pipeline \(ShellWord.quoted(path))\(facts.options)"
        let text = changes.overlay(
            extending: base,
            comments: facts.options.isEmpty ? [] : ["The session also changed inputs: \(command)"])
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw DebugProblem(
                "`\(path)` cannot be written: \(String(cString: strerror(errno)))",
                remedy: "name a file in a folder that you may write to")
        }
        let file = OutputChannel(descriptor: descriptor)
        file.write(text)
        guard close(descriptor) == 0, file.hasWrittenAll else {
            throw DebugProblem(
                "`\(path)` could not be written in full", remedy: "make room, and save again")
        }
        return ["saved; use it with `\(command)`:"]
            + text.lines().filter { !$0.isEmpty }.map { "    \($0)" } + facts.remarks
    }

    func value(_ text: String, of fact: FactName?) throws(DebugProblem) -> Value {
        if let fact {
            do throws(Setting.BadValue) {
                return try Setting.value(text, of: fact)
            } catch {
                throw DebugProblem(
                    "the value of `\(fact)` \(error.words)",
                    remedy: "write it as a pipeline file would")
            }
        }
        do throws(Diagnostics) {
            return try YAMLReader.read(value: text)
        } catch {
            throw DebugProblem(
                "this is not a value in a pipeline file's form",
                remedy: "put a text with special characters in double quotes")
        }
    }
}

extension YAMLReader {
    /// Reads a value on its own; an empty text is a value.
    fileprivate static func read(value text: String) throws(Diagnostics) -> Value {
        if text.isEmpty { return "" }
        let document = try YAMLReader.read(SourceText(text, name: "the value"))
        if let problem = document.problems.first { throw Diagnostics([problem]) }
        return document.root.value
    }
}
