import Foundation

// The operations that describe and list associations.
extension SystemsManager {
    @Sendable static func listAssociations(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        var found = state.systemsManager.associations.filter { $0.region == call.region }
        for filter in try input.structures("AssociationFilterList") ?? [] {
            let value = try filter.required("value")
            switch try filter.required("key") {
            case "AssociationId": found.removeAll { $0.id != value }
            case "AssociationName": found.removeAll { $0.name != value }
            case "Name": found.removeAll { $0.document != value }
            case "InstanceId":
                let machine = state.machines.first { $0.id == value }
                found.removeAll { association in machine.map { !association.fits($0) } ?? true }
            case "AssociationStatusName":
                found.removeAll { overview(of: $0, in: state).status != value }
            case let key:
                throw .validation("This cloud does not know the filter \(key).")
            }
        }
        let (shown, next) = try page(found, input, size: 50)
        return .object(dropping: [
            "Associations": .array(
                shown.map { association in
                    var members = commonMembers(of: association, in: state)
                    members["LastExecutionDate"] = lastDate(of: association)
                    return .object(members)
                }),
            "NextToken": next,
        ])
    }

    @Sendable static func describeAssociation(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let place = try place(of: input, in: state)
        return [
            "AssociationDescription": describe(state.systemsManager.associations[place], in: state)
        ]
    }

    @Sendable static func describeInstanceAssociationsStatus(
        _ state: inout CloudState, _ input: JSONInput, _ call: Call
    ) throws(ServiceError) -> JSONValue {
        let machine = try managed(input.required("InstanceId"), in: state)
        let found = state.systemsManager.associations.filter { $0.fits(machine) }
        let (shown, next) = try page(found, input, size: 50)
        return .object(dropping: [
            "InstanceAssociationStatusInfos": .array(
                shown.map { association in
                    let execution = association.execution(on: machine.id)
                    return .object(dropping: [
                        "AssociationId": .string(association.id),
                        "Name": .string(association.document),
                        "DocumentVersion": .string(association.documentVersion ?? "1"),
                        "AssociationVersion": .string("\(association.version)"),
                        "InstanceId": .string(machine.id),
                        "ExecutionDate": execution.date.map { .number($0.timeIntervalSince1970) },
                        "Status": .string(execution.status),
                        "DetailedStatus": .string(execution.detailedStatus),
                        "ExecutionSummary": execution.summary.map { .string($0) },
                        "ErrorCode": execution.errorCode.map { .string($0) },
                        "AssociationName": association.name.map { .string($0) },
                    ])
                }),
            "NextToken": next,
        ])
    }

    /// The shape `AssociationDescription`.
    static func describe(_ association: Association, in state: CloudState) -> JSONValue {
        var members = commonMembers(of: association, in: state)
        members["Date"] = .number(association.createdAt.timeIntervalSince1970)
        members["LastUpdateAssociationDate"] = .number(association.updatedAt.timeIntervalSince1970)
        members["LastExecutionDate"] = lastDate(of: association)
        members["Parameters"] = .object(association.parameters)
        members["ApplyOnlyAtCronInterval"] = .bool(false)
        return .object(members)
    }

    /// A machine that Systems Manager knows.
    ///
    /// - Throws: `InvalidInstanceId`.
    static func managed(_ id: String, in state: CloudState) throws(ServiceError) -> Machine {
        guard let machine = state.machines.first(where: { $0.id == id }),
            machine.agent.heardAt != nil, machine.state == .running
        else {
            throw ServiceError(
                "InvalidInstanceId",
                "Instances [[\(id)]] not in a valid state for account \(state.account)")
        }
        return machine
    }

    private static func commonMembers(
        of association: Association, in state: CloudState
    ) -> [String: JSONValue] {
        let overview = overview(of: association, in: state)
        let alone = association.targets.first { $0.key == "InstanceIds" }?.values
        return [
            "AssociationId": .string(association.id), "Name": .string(association.document),
            "AssociationVersion": .string("\(association.version)"),
            "DocumentVersion": .string(association.documentVersion ?? "$DEFAULT"),
            "Targets": .array(
                association.targets.map {
                    ["Key": .string($0.key), "Values": .strings($0.values)]
                }),
            "InstanceId": alone.flatMap { $0.count == 1 ? .string($0[0]) : nil },
            "ScheduleExpression": association.schedule.map { .string($0) },
            "AssociationName": association.name.map { .string($0) },
            "Overview": [
                "Status": .string(overview.status), "DetailedStatus": .string(overview.detailed),
                "AssociationStatusAggregatedCount": .object(
                    overview.counts.mapValues { .number($0) }),
            ],
        ].compactMapValues(\.self)
    }

    private static func lastDate(of association: Association) -> JSONValue? {
        association.executions.values.compactMap(\.date).max().map {
            .number($0.timeIntervalSince1970)
        }
    }

    /// The status of all machines together: the worst, once none is pending or in progress.
    private static func overview(
        of association: Association, in state: CloudState
    ) -> (status: String, detailed: String, counts: [String: Int]) {
        let all = state.machines.filter(association.fits).map { association.execution(on: $0.id) }
        let counts = Dictionary(grouping: all, by: \.status).mapValues(\.count)
        let worst = ["Pending", "InProgress", "Failed", "TimedOut", "Success"].first {
            counts[$0] != nil
        }
        let isUntouched = all.allSatisfy { $0.detailedStatus == "Associated" }
        return (
            worst == "InProgress" ? "Pending" : worst ?? "Pending",
            isUntouched ? "Associated" : worst ?? "Associated", counts
        )
    }
}
