import Bytes
import Pipeline
import PipelineFile

/// A pipeline file that goes into user-data, read to be sure that it can be.
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
        guard problems.isEmpty else {
            throw CommandError(.badData, Diagnostics(problems), [source])
        }
        // A carriage return would stay in shell scripts and break the indentation of cloud-config.
        text = source.text.replacing(bytes: "\r\n", by: "\n")
        self.path = path
    }

    /// The file's own name, with which it lies beside others.
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
