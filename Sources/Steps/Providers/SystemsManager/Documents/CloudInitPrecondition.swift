import AWS
import Bytes
import Pipeline

/// Whether there is a deadlock: the layer's documents wait for cloud-init, and cloud-init for
/// enlist.
struct CloudInitPrecondition: Precondition {
    /// The documents of a layer, each with its allowed versions; only the doctor knows them.
    static let documents = FactKey<[String: [String]]>("layer.documents")
    /// The limit of documents to read: a layer's, and those that they run.
    private static let limit = 20

    /// The step that names the document; nil for the documents of the layer.
    let step: PlannedStep?
    let host: Host

    let name = "cloud-init"
    let stage = PreconditionStage.services
    var needs: [FactName] {
        // The step's other needs, such as being a member, are not known before a run.
        let documents = step.map { $0.needs.filter(LayerDocument.facts.contains) }
        return [FactKey.instanceRegion.name] + (documents ?? [Self.documents.name])
    }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        switch UserDataTrace(host.root) {
        case .detached: return .ok("user-data is detached, and cloud-init does not wait for enlist")
        case .waitedFor: return try await examine(knowing: facts, isWaitedFor: true)
        case nil: return try await examine(knowing: facts, isWaitedFor: false)
        }
    }

    private func examine(knowing facts: Facts, isWaitedFor: Bool) async throws -> Diagnosis {
        let api = host.systemsManager(try facts.require(.instanceRegion))
        var left = try documents(facts)
        var read = Set(left.map(\.name))
        var unread: [String] = []
        for _ in 0..<Self.limit {
            guard let (name, version) = left.popLast() else { break }
            // A fact that is unknown stays as it is written.
            guard !name.contains(bytes: "${") else {
                unread.append(name)
                continue
            }
            let content: String?
            do {
                content = try await api.content(ofDocument: name, version: version)
            } catch {
                guard case .accessDenied = error.kind else { throw error }
                return .unknown(
                    "whether \(name) waits for cloud-init is not known, as ssm:GetDocument is not allowed; if "
                        + "it does, user-data needs `--detach`")
            }
            switch content.flatMap(CloudInitWait.init) {
            case .waits(let words): return .waiting(name, words, isWaitedFor: isWaitedFor)
            case .runs(let others):
                left += others.filter { read.insert($0).inserted }.map { ($0, "$DEFAULT") }
            case nil: unread.append(name)
            }
        }
        unread += left.map(\.name)
        guard unread.isEmpty else {
            return .unknown(
                "whether \(unread.joined(separator: ", ")) waits for cloud-init is not known, as it "
                    + "cannot be read")
        }
        return .ok("nothing that the layer runs waits for it")
    }

    private func documents(_ facts: Facts) throws -> [(name: String, version: String)] {
        if let step {
            let said = try step.parameters(rendered: facts)
            guard case .string(let name)? = said[ApplyDocument.document.name],
                case .string(let version)? = said[ApplyDocument.version.name]
            else { return [] }
            return [(name, version)]
        }
        return try facts.require(Self.documents).sorted { $0.key > $1.key }
            .flatMap { name, versions in versions.map { (name, $0) } }
    }
}

extension Diagnosis {
    fileprivate static func waiting(
        _ document: String, _ words: String, isWaitedFor: Bool
    ) -> Diagnosis {
        .warning(
            "\(document) waits for cloud-init to end (`\(words)`), and "
                + (isWaitedFor
                    ? "cloud-init waits for this instance's user-data, which waits for the document"
                    : "where enlist runs in user-data, cloud-init waits for enlist"),
            remedy:
                "print user-data with `enlist user-data --detach`, or let the document not wait for it"
        )
    }
}
