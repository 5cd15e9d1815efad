import Bytes
import Cryptography
package import Pipeline
package import PipelineFile

/// User-data that was printed before, and may have been changed since.
package struct PrintedUserData {
    private let path: String
    private let script: String
    /// Whether cloud-init renders it with jinja, according to the first line.
    private let isTemplate: Bool

    private static let templateStart = "## template:"
    /// The maximum nesting of formats: base64 of a message with a part of cloud-config.
    private static let depthLimit = 4

    /// Reads a file with a script of `enlist user-data`, in any of its formats.
    ///
    /// - Throws: a `CommandError` if it does not contain one.
    package init(readingFile path: String) throws(CommandError) {
        let source: SourceText
        do throws(Diagnostic) {
            source = try SourceText(readingFile: path)
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
        try self.init(source)
    }

    /// Parses the text of a file.
    ///
    /// - Throws: a `CommandError` if it does not contain a script.
    package init(_ source: SourceText) throws(CommandError) {
        let path = source.name
        var problems: [Diagnostic] = []
        guard let (script, isTemplate) = Self.script(in: source.text, of: path, depth: 1, &problems)
        else {
            throw CommandError(
                .badData, Diagnostics(problems.isEmpty ? [.noScript(path)] : problems), [source])
        }
        self.path = path
        self.script = script
        self.isTemplate = isTemplate
    }

    /// Compares the script with its own seal.
    ///
    /// - Returns: a line that says that it is unchanged.
    /// - Throws: a `CommandError` that says what has changed.
    package func verdict() throws -> String {
        guard let (said, now) = try ScriptSeal.seals(of: script) else {
            throw CommandError(.badData, Diagnostics([.noScript(path)]))
        }
        if isTemplate, TemplateMarks(in: script).areForJinja {
            throw CommandError(.badData, Diagnostics([.isRendered(path)]))
        }
        if said == now { return "\(path): as `enlist user-data` printed it" }
        let unix = script.replacing(bytes: "\r\n", by: "\n")
        if let (said, now) = try ScriptSeal.seals(of: unix), said == now {
            return
                "\(path): as `enlist user-data` printed it, but for its line ends, which are those "
                + "of Windows; cloud-init makes them its own"
        }
        throw CommandError(.badData, Diagnostics([.changed(path, said, now)]))
    }

    /// The script that a text is or contains, and whether it is a jinja template.
    private static func script(
        in text: String, of file: String, depth: Int, _ problems: inout [Diagnostic]
    ) -> (text: String, isTemplate: Bool)? {
        guard depth <= depthLimit else { return nil }
        if text.begins(with: templateStart) {
            let rest = text.halves(around: "\n")?.after ?? ""
            return script(in: rest, of: file, depth: depth + 1, &problems).map { ($0.text, true) }
        }
        if let message = MIMEParts(text) {
            for content in message.contents {
                guard let content else { continue }
                if let script = script(in: content, of: file, depth: depth + 1, &problems) {
                    return script
                }
            }
            return nil
        }
        if text.lines().first?.trimmed() == "#cloud-config" {
            return cloudConfig(text, of: file, &problems).map { ($0, false) }
        }
        if let bytes = Base64.bytes(of: text.words().joined()),
            let text = String(validating: bytes, as: UTF8.self)
        {
            return script(in: text, of: file, depth: depth + 1, &problems)
        }
        return (try? ScriptSeal.seals(of: text)) == nil ? nil : (text, false)
    }

    /// The script that cloud-config writes to its path; nil if it contains none.
    private static func cloudConfig(
        _ text: String, of file: String, _ problems: inout [Diagnostic]
    ) -> String? {
        let root: YAMLNode
        do throws(Diagnostics) {
            root = try YAMLReader.read(SourceText(text, name: file)).root
        } catch {
            problems += error.all
            return nil
        }
        guard case .sequence(let files)? = root["write_files"]?.content else { return nil }
        let written = files.first { $0["path"]?.value == .string(UserData.scriptPlace) }
        guard case .string(let content)? = written?["content"]?.value else { return nil }
        guard let encoding = written?["encoding"]?.value.text else { return content }
        guard ["b64", "base64"].contains(encoding) else { return nil }
        return Base64.bytes(of: content.words().joined())
            .flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension YAMLNode {
    fileprivate subscript(_ key: String) -> YAMLNode? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key.isSpelled(key) }?.value
    }
}
