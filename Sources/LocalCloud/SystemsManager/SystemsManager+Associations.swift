import Foundation

// Associations of State Manager: made, changed, taken away, started.
extension SystemsManager {
    @Sendable static func createAssociation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let document = try document(
            input.required("Name"), version: input.string("DocumentVersion"), in: state)
        let given = try targets(of: input) ?? []
        let instance = try input.string("InstanceId")
        guard given.isEmpty || instance == nil else {
            throw ServiceError(
                "InvalidTarget", "InstanceId and Targets cannot be used at the same time.")
        }
        let targets = instance.map { [.init(key: "InstanceIds", values: [$0])] } ?? given
        guard !targets.isEmpty else {
            throw ServiceError("InvalidTarget", "The target is not valid or does not exist.")
        }
        let known = state.systemsManager.associations
        guard
            !known.contains(where: {
                instance != nil && $0.targets == targets && $0.document == document.name
            })
        else { throw ServiceError("AssociationAlreadyExists", "") }
        let parameters = try input.structure("Parameters")?.others(than: []) ?? [:]
        try check(parameters, of: document)
        let association = Association(
            id: state.identifiers.uuid(), name: try input.string("AssociationName"),
            document: document.name, documentVersion: try input.string("DocumentVersion"),
            targets: targets, parameters: parameters,
            schedule: try input.string("ScheduleExpression"), region: call.region,
            createdAt: call.now)
        state.systemsManager.associations.append(association)
        if try input.bool("ApplyOnlyAtCronInterval") != true {
            state.start([association.id], at: call.now)
        }
        return ["AssociationDescription": describe(association, in: state)]
    }

    @Sendable static func updateAssociation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let place = try place(of: input.required("AssociationId"), in: state)
        var association = state.systemsManager.associations[place]
        let document = try document(
            input.string("Name") ?? association.document,
            version: input.string("DocumentVersion"), in: state)
        // What is not said is gone, but for the document and the targets.
        association.document = document.name
        association.documentVersion = try input.string("DocumentVersion")
        association.targets = try targets(of: input) ?? association.targets
        association.parameters = try input.structure("Parameters")?.others(than: []) ?? [:]
        try check(association.parameters, of: document)
        association.schedule = try input.string("ScheduleExpression")
        association.name = try input.string("AssociationName")
        association.version += 1
        association.updatedAt = call.now
        association.executions = [:]
        state.systemsManager.associations[place] = association
        if try input.bool("ApplyOnlyAtCronInterval") != true {
            state.start([association.id], at: call.now)
        }
        return ["AssociationDescription": describe(association, in: state)]
    }

    @Sendable static func deleteAssociation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let place = try place(of: input, in: state)
        state.systemsManager.associations.remove(at: place)
        return [:]
    }

    @Sendable static func startAssociationsOnce(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let ids = try input.requiredStrings("AssociationIds")
        for id in ids { _ = try place(of: id, in: state) }
        state.start(ids, at: call.now)
        return [:]
    }

    /// Where the association is that an operation names by its id, or by its document and machine.
    static func place(of input: JSONInput, in state: CloudState) throws(ServiceError) -> Int {
        if let id = try input.string("AssociationId") { return try place(of: id, in: state) }
        let name = try input.string("Name")
        let instance = try input.string("InstanceId")
        let places = state.systemsManager.associations.indices.filter { place in
            let association = state.systemsManager.associations[place]
            return association.document == name
                && association.targets == [.init(key: "InstanceIds", values: [instance ?? ""])]
        }
        guard let place = places.first else { throw absent }
        return place
    }

    private static func place(of id: String, in state: CloudState) throws(ServiceError) -> Int {
        guard let place = state.systemsManager.associations.firstIndex(where: { $0.id == id })
        else { throw absent }
        return place
    }

    private static let absent = ServiceError(
        "AssociationDoesNotExist", "The specified association does not exist.")

    static func targets(
        of input: JSONInput
    ) throws(ServiceError) -> [Association.Target]? {
        guard let entries = try input.structures("Targets") else { return nil }
        var targets: [Association.Target] = []
        for entry in entries {
            let key = try entry.required("Key")
            guard key.begins(with: "tag:") || ["InstanceIds", "tag-key"].contains(key) else {
                throw ServiceError(
                    "InvalidTarget", "This cloud knows tag:KEY, tag-key and InstanceIds.")
            }
            targets.append(.init(key: key, values: try entry.requiredStrings("Values")))
        }
        return targets
    }

    /// Makes sure that a document can be run with some parameters.
    static func check(
        _ parameters: [String: JSONValue], of document: StoredDocument
    ) throws(ServiceError) {
        if let problem = document.problem(with: parameters) {
            throw ServiceError("InvalidParameters", problem)
        }
    }
}

extension CloudState {
    /// Has the agents of all machines that associations are for run them at once.
    mutating func start(_ ids: [String], at now: Date) {
        for association in systemsManager.associations where ids.contains(association.id) {
            for index in machines.indices where association.fits(machines[index]) {
                machines[index].agent.inbox.append(
                    .init(
                        content: .refresh([association.id]),
                        dueAt: now + timings.documentDelivery))
            }
        }
    }
}
