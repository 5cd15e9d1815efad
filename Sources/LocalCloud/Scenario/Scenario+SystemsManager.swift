import Foundation

// The documents and associations of a scenario, and the problems of its agents.
extension Scenario {
    /// An association that exists from the start.
    package struct AssociationPlan: Sendable, Equatable {
        package var id: String?
        package var name: String?
        package var document: String
        package var targets: [Association.Target]
        package var parameters: [String: [String]] = [:]
        package var schedule: String?
    }

    /// Parses the list `documents`: names, or objects with a name and a content or its file.
    mutating func readDocuments(_ fields: Fields, folder: URL) throws(ScenarioError) {
        var names: Set<String> = []
        for entry in try fields.entries("documents", known: ["name", "content", "file"]) {
            let document: StoredDocument
            switch entry {
            case .text(let name, _): document = StoredDocument(named: name)
            case .object(let own): document = try Self.document(own, folder: folder)
            }
            guard names.insert(document.name).inserted else {
                throw .duplicate(path: entry.path, value: document.name)
            }
            documents.append(document)
        }
    }

    private static func document(
        _ fields: Fields, folder: URL
    ) throws(ScenarioError) -> StoredDocument {
        let name = try fields.required("name")
        var content = fields.value("content")
        if let file = try fields.string("file") {
            guard content == nil else {
                throw .exclusive(path: fields.path(of: "file"), keys: ["content", "file"])
            }
            content = try JSONFile.read(folder.appendingPathComponent(file).path)
        }
        guard let content else { return StoredDocument(named: name) }
        do throws(DocumentContent.Malformed) {
            return try StoredDocument(named: name, content)
        } catch {
            throw .wrongType(
                path: fields.path(of: "content"), expected: "a command document",
                found: "one of which \(error.reason)")
        }
    }

    mutating func readAssociations(_ fields: Fields) throws(ScenarioError) {
        let keys: Set = ["document", "id", "name", "targets", "parameters", "schedule"]
        let known = Set(documents.map(\.name)).union(AmazonDocuments.all.keys)
        for entry in try fields.objects("associations", known: keys) ?? [] {
            let document = try entry.required("document")
            guard known.contains(document) else {
                throw .wrongValue(
                    path: entry.path(of: "document"), value: document, allowed: known.sorted())
            }
            let targets = try entry.textLists("targets") ?? [:]
            guard !targets.isEmpty else { throw .missing(path: entry.path(of: "targets")) }
            for key in targets.keys.sorted()
            where !key.begins(with: "tag:") && !["InstanceIds", "tag-key"].contains(key) {
                throw .wrongValue(
                    path: entry.path(of: "targets"), value: key,
                    allowed: ["tag:KEY", "tag-key", "InstanceIds"])
            }
            associations.append(
                AssociationPlan(
                    id: try entry.string("id"), name: try entry.string("name"), document: document,
                    targets: targets.sorted { $0.key < $1.key }
                        .map { .init(key: $0.key, values: $0.value) },
                    parameters: try entry.textLists("parameters") ?? [:],
                    schedule: try entry.string("schedule")))
        }
    }
}

extension Scenario.InstancePlan {
    /// Parses the settings of the machine's agent.
    mutating func readAgent(_ fields: Fields, folder: URL) throws(ScenarioError) {
        if let path = try fields.string("root") {
            root = URL(fileURLWithPath: path, relativeTo: folder).path
        }
        roleAfter = try fields.number("role-after")
        if let roleAfter { credentialsAfter = roleAfter }
        let keys: Set = ["asleep", "because", "hibernating", "real", "replies"]
        guard let agent = try fields.object("agent", known: keys) else { return }
        hasRealAgent = try agent.bool("real") ?? false
        delivery = try agent.word("replies", of: StandInAgent.Delivery.self) ?? delivery
        let cause = try agent.word("because", of: StandInAgent.Cause.self) ?? .throttled
        let asleep = try agent.number("asleep")
        let hibernating = try agent.number("hibernating")
        guard asleep == nil || hibernating == nil else {
            throw .exclusive(path: fields.path(of: "agent"), keys: ["asleep", "hibernating"])
        }
        // A real agent cannot be configured.
        for key in ["asleep", "because", "hibernating", "replies"]
        where hasRealAgent && agent.has(key) {
            throw .exclusive(path: fields.path(of: "agent"), keys: ["real", key])
        }
        trouble =
            asleep.map { .asleep(seconds: $0, because: cause) }
            ?? hibernating.map { .hibernating(seconds: $0) }
    }
}
