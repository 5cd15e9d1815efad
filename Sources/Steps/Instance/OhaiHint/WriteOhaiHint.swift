import Pipeline

/// Writes the file that informs Ohai, and so every Chef recipe, that the machine is on EC2.
///
/// It holds `{}`. A file that Ohai accepts is left alone.
struct WriteOhaiHint: OhaiHinting, Revertible {
    private static let content = Array("{}\n".utf8)
    private static let before = FactKey<FileBefore>("before")

    static let path = Parameter<MachinePath>(
        "path", "the hint file; Cinc reads /etc/cinc/ohai/hints/ec2.json",
        default: MachinePath(text: "/etc/chef/ohai/hints/ec2.json"))

    let path: String
    let root: MachineRoot

    func hint(in context: StepContext) async throws {
        let present = try root.read(path)
        if let present, OhaiHint(present).isTaken {
            context.note("\(path) is there already")
            return
        }
        if context.receipt[Self.before] == nil {
            try context.record(Self.before, try root.fileBefore(path))
        }
        try root.write(Self.content, to: path, mode: 0o644, folderMode: 0o755)
        context.note(
            present == nil ? "wrote \(path)" : "replaced \(path), which Ohai could not read")
    }

    /// Restores what was there before this run wrote the file.
    func revert(in context: StepContext) async throws {
        guard let before = context.receipt[Self.before] else { return }
        guard try root.restore(before, at: path, ifStill: Self.content) else {
            context.warn("\(path) has been changed since, and stays")
            return
        }
    }
}

extension WriteOhaiHint {
    /// The kind `ohai-hint`.
    static func kind(root: MachineRoot) -> StepKind {
        StepKind(
            "ohai-hint", role: .ohaiHinting,
            summary: "Writes the file that tells Ohai that the machine is on EC2",
            parameters: [path.description], failures: [.busy, .refused]
        ) { arguments throws(Failure) in
            WriteOhaiHint(path: try arguments.value(path).text, root: root)
        }
    }
}

extension WriteOhaiHint: Foreseeing {
    func foresee(knowing facts: Facts) throws -> Foresight {
        guard let present = try root.read(path) else { return .change("write \(path)") }
        return OhaiHint(present).isTaken
            ? .nothing("\(path) is there already")
            : .change("replace \(path), which Ohai cannot read")
    }
}
