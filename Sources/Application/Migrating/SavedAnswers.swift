import Bytes
import FoundationEssentials
import JSON
import Pipeline
import PipelineFile
import Steps

/// The files that people have saved of a stack, grouped by their readers.
struct SavedAnswers {
    /// More files than anyone saves of a stack.
    private static let fileLimit = 1000
    /// The maximum size of a file in bytes: ten thousand instances take less.
    private static let sizeLimit = 32 << 20

    let names: [String]
    /// JSON files that no reader recognises.
    let strange: [String]
    private let answers: [SavedAnswer]
    private let readers: [any StackReader]

    /// Reads files, and the files of folders whose names end in `.json`.
    ///
    /// - Throws: a `CommandError` for a file that cannot be read or is not JSON, and if no file is
    ///   recognised.
    init(_ paths: [String]) throws(CommandError) {
        var answers: [SavedAnswer] = []
        var problems: [Diagnostic] = []
        for path in try Self.files(paths) {
            do throws(Diagnostic) {
                let source = try SourceText(readingFile: path, limit: Self.sizeLimit)
                do throws(MalformedJSON) {
                    answers.append(
                        SavedAnswer(name: path, try JSONParser.parse(Array(source.text.utf8))))
                } catch {
                    throw .noJSON(path, error)
                }
            } catch {
                problems.append(error)
            }
        }
        guard problems.isEmpty else { throw CommandError(.badData, Diagnostics(problems)) }
        let readers = Provider.all.compactMap(\.reader)
        let known = answers.filter { answer in readers.contains { $0.recognises(answer) } }
        guard !known.isEmpty else { throw CommandError(.badData, Failure.nothingSaved(paths)) }
        self.readers = readers
        self.answers = known
        names = known.map(\.name)
        strange = answers.map(\.name).filter { name in !known.contains { $0.name.isSpelled(name) } }
    }

    /// Returns the stacks that they describe.
    ///
    /// - Throws: a `CommandError` for what cannot be read.
    func stacks() throws(CommandError) -> [DescribedStack] {
        var stacks: [DescribedStack] = []
        for reader in readers where answers.contains(where: reader.recognises) {
            do throws(Failure) {
                stacks += try reader.stacks(in: answers.filter(reader.recognises))
            } catch {
                throw CommandError(.badData, error)
            }
        }
        return stacks
    }

    private static func files(_ paths: [String]) throws(CommandError) -> [String] {
        var files: [String] = []
        for path in paths {
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder
            else {
                files.append(path)
                continue
            }
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw CommandError(.badData, Failure.unlistable(path))
            }
            let slash = path.ends(with: "/") ? "" : "/"
            files += names.filter { $0.ends(with: ".json") }.sorted().map { path + slash + $0 }
        }
        guard files.count <= fileLimit else {
            throw CommandError(.badData, Failure.tooManyAnswers(files.count, limit: fileLimit))
        }
        return files
    }
}
