import Bytes
import Pipeline
import PipelineFile

/// A pipeline file for user-data, parsed to make sure that it is valid.
struct UserDataFile {
    let text: String
    private let path: String

    /// - Throws: a `CommandError` for what is wrong with the file.
    init(_ path: String, for purpose: PipelineFileReader.Purpose) throws(CommandError) {
        let source: SourceText
        do throws(Diagnostic) {
            source = try SourceText(readingFile: path)
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
        var problems: [Diagnostic] = []
        _ = PipelineFileReader(for: purpose).read(source, &problems)
        problems += Self.relativePaths(in: source, for: purpose)
        guard problems.isEmpty else {
            throw CommandError(.badData, Diagnostics(problems), [source])
        }
        // A carriage return would remain in shell scripts and break the indentation of
        // cloud-config.
        text = source.text.replacing(bytes: "\r\n", by: "\n")
        self.path = path
    }

    /// The files to which it refers by relative paths.
    ///
    /// On an instance they would have to be beside it, but user-data contains none of them.
    private static func relativePaths(
        in source: SourceText, for purpose: PipelineFileReader.Purpose
    ) -> [Diagnostic] {
        // Parsed as if it were in no folder, so that paths stay as written.
        let alone = SourceText(source.text, name: source.name.lastName ?? source.name)
        var unheard: [Diagnostic] = []
        var named: [(what: String, path: String, location: SourceLocation?)] = []
        switch PipelineFileReader(for: purpose).read(alone, &unheard) {
        case nil: break
        case .whole(let definition):
            named += definition.plugins.map { ("the plugin", $0.path, $0.location) }
        case .overlay(let overlay):
            named += overlay.plugins.map { ("the plugin", $0.path, $0.location) }
            // In a file of changes it is a condition, for which no file is read.
            if purpose == .pipeline, let extended = overlay.extends, extended.isFile {
                named.append(("the pipeline", extended.name, extended.location))
            }
        }
        let folder =
            purpose == .pipeline ? UserData.pipelinePlace.folder : UserData.overlayFolder + "/"
        return named.filter { !$0.path.begins(with: "/") }.map { what, path, location in
            .relativePath(
                what, path, in: folder,
                at: location.map {
                    SourceLocation(file: source.name, line: $0.line, column: $0.column)
                })
        }
    }

    /// The file's own name, under which it is stored beside others.
    var name: String {
        get throws(CommandError) {
            let name = path.lastName ?? ""
            let stem = String(decoding: name.utf8.dropLast(".yaml".utf8.count), as: UTF8.self)
            guard name.ends(with: ".yaml"), PlainName.problem(with: stem) == nil else {
                throw CommandError(
                    .badData,
                    Failure(
                        .refused,
                        "\(path) has a name that no file of /etc/enlist/pipeline.d can have",
                        remedy:
                            "rename it to letters, digits, `.`, `_` and `-`, with .yaml at its end")
                )
            }
            return name
        }
    }
}

extension Reference {
    /// Whether it names a file, and not a built-in pipeline.
    fileprivate var isFile: Bool {
        name.hasByte("/") || name.ends(with: ".yaml") || name.ends(with: ".yml")
    }
}
