import Pipeline

/// The source of a file's content.
enum FileSource: Sendable, Equatable {
    case content(String)
    /// A file of the machine with `${…}` in it.
    case template(String)

    /// The most bytes of a template.
    private static let mostBytes = 1 << 20

    /// Returns the content.
    ///
    /// - Throws: a `Failure` for a template that is missing or invalid, or needs a fact that is
    ///   secret or unknown.
    func content(_ facts: Facts, in root: MachineRoot) throws -> [UInt8] {
        switch self {
        case .content(let text): return Array(text.utf8)
        case .template(let path):
            guard let content = try root.read(path, limit: Self.mostBytes) else {
                throw Failure.noTemplate(path)
            }
            guard let text = String(validating: content, as: UTF8.self) else {
                throw Failure.badTemplate(path, "it is not UTF-8")
            }
            return Array(try FileSource.render(text, path, facts).utf8)
        }
    }

    private static func render(
        _ text: String, _ path: String, _ facts: Facts
    ) throws(Failure) -> String {
        let template: Template
        do {
            template = try Template(text)
        } catch {
            throw .badTemplate(path, error.reason)
        }
        if let secret = template.facts.first(where: Facts.isSecret) {
            throw .secretInTemplate(path, secret)
        }
        let missing = template.needs.filter { facts[$0] == nil }
        guard missing.isEmpty, let value = template.render(facts) else {
            throw .factsMissing(missing, in: path)
        }
        return value.text
    }
}
