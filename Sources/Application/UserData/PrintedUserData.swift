import Bytes
import Cryptography
package import Pipeline
package import PipelineFile

/// User-data that was printed before, and may have gone through other hands since.
package struct PrintedUserData {
    private let path: String
    private let script: String
    /// Whether cloud-init has jinja render it, as the first line says.
    private let isTemplate: Bool

    private static let templateStart = "## template:"
    /// How far a format may be within another: base64 of a message with a part of cloud-config.
    private static let depthLimit = 4

    /// Reads a file with a script of `enlist user-data`, in any of its formats.
    ///
    /// - Throws: a `CommandError` where there is none in it.
    package init(readingFile path: String) throws(CommandError) {
        let source: SourceText
        do throws(Diagnostic) {
            source = try SourceText(readingFile: path)
        } catch {
            throw CommandError(.badData, Diagnostics([error]))
        }
        try self.init(source)
    }

    /// Takes a text, as that of a file.
    ///
    /// - Throws: a `CommandError` where there is no script in it.
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

    /// Holds the script against what it says of itself.
    ///
    /// - Returns: that it is unchanged, in a line.
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

    /// The script that a text is, or brings along, and whether it is a template of jinja's.
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

    /// The script that cloud-config has written to its place; nil where it has none.
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
