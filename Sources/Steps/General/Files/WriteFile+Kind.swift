import Pipeline

extension WriteFile {
    static let path = Parameter<MachinePath>("path", "the file", default: nil)
    static let content = Parameter<String?>("content", "the file's whole content")
        .takingSecrets.shown { value in
            guard case .string(let text) = value else { return value }
            return .string("(\(text.utf8.count) bytes)")
        }
    static let template = Parameter<MachinePath?>(
        "template", "a file of the machine with ${…} in it, from which the content is generated")

    /// The kind `write-file`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "write-file", summary: "Writes a file, atomically",
            parameters: [
                path.description, content.description, template.description,
                FileRights.mode.description, FileRights.owner.description,
                FileRights.group.description, backup.description,
                FileRights.makeFolders.description,
            ],
            rules: [.exactlyOne(["content", "template"])],
            failures: [.busy, .notFound, .refused],
            problem: secretForAll,
            planText: { parameters in
                let path = parameters["path"]?.text ?? ""
                let template = parameters["template"].flatMap { $0 == .null ? nil : $0.text }
                return "writes \(path)" + (template.map { " from \($0)" } ?? "")
                    + FileRights.planText(parameters)
            }
        ) { arguments throws(Failure) in
            let template = try arguments.value(template)?.text ?? ""
            return WriteFile(
                path: try arguments.value(path).text,
                source: try arguments.value(content).map(FileSource.content) ?? .template(template),
                rights: try FileRights(arguments), keepsBackup: try arguments.value(backup),
                root: host.root, overwritten: host.overwritten)
        }
    }

    /// The problem with writing a secret fact to a file that others may read.
    private static func secretForAll(_ parameters: [String: Value]) -> ParameterRule.Problem? {
        guard case .string(let text)? = parameters[content.name],
            let secret = (try? Template(text))?.facts.first(where: Facts.isSecret),
            let mode = parameters[FileRights.mode.name].flatMap(FileMode.init)
                ?? FileRights.mode.description.defaultValue.flatMap(FileMode.init),
            mode.bits & 0o077 != 0
        else { return nil }
        return ParameterRule.Problem(
            "writes the secret fact `\(secret)` to a file of mode \(mode.text), which others may read",
            "give it `mode: \"0600\"`", at: content.name)
    }

    private static let backup = Parameter<Bool>(
        "backup", "whether to keep the replaced file, as `<path>\(backupSuffix)`",
        default: false)
}
