import HTTP
import JSON
import Testing

@testable import AWS

/// Every reader of a reply, with each field of the reply left out in turn, and with all of them that can be.
@Suite struct LeftOutFieldsTests {
    /// One operation's reply, and the fields without which enlist can do nothing.
    struct Reader: Sendable, CustomTestStringConvertible {
        let name: String
        let reply: String
        let needed: Set<String>
        let call: @Sendable (AWSClient) async throws -> Void

        init(
            _ name: String, _ reply: String, needs needed: Set<String> = [],
            _ call: @escaping @Sendable (AWSClient) async throws -> Void
        ) {
            self.name = name
            self.reply = reply
            self.needed = needed
            self.call = call
        }

        var testDescription: String { name }
    }

    private static let region = "eu-west-1"

    private static let readers =
        [
            Reader("CreateTags", ordered("CreateTags")) {
                try await EC2($0, region: region).createTags([], on: ["i-1"])
            },
            Reader("DeleteTags", ordered("DeleteTags")) {
                try await EC2($0, region: region).deleteTags(keys: ["Name"], from: ["i-1"])
            },
            Reader("ModifyInstanceAttribute", ordered("ModifyInstanceAttribute")) {
                try await EC2($0, region: region).setDisableAPITermination(false, of: "i-1")
            },
            Reader(
                "DescribeTags",
                """
                <DescribeTagsResponse><tagSet><item><resourceId>i-1</resourceId><key>a</key><value>b</value>
                </item></tagSet></DescribeTagsResponse>
                """, needs: ["tagSet.item.key"]
            ) { _ = try await EC2($0, region: region).describeTags(of: "i-1") },
            Reader(
                "DescribeInstanceAttribute",
                """
                <DescribeInstanceAttributeResponse><instanceId>i-1</instanceId><disableApiTermination>
                <value>true</value></disableApiTermination></DescribeInstanceAttributeResponse>
                """, needs: ["disableApiTermination", "disableApiTermination.value"]
            ) { _ = try await EC2($0, region: region).disableAPITermination(of: "i-1") },
            // Whoever is not in this list is gone, and is cleared away: what is missing from it is an error.
            Reader(
                "DescribeInstances",
                """
                <DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>
                <instanceState><code>16</code><name>running</name></instanceState></item></instancesSet></item>
                </reservationSet></DescribeInstancesResponse>
                """,
                needs: [
                    "reservationSet", "reservationSet.item.instancesSet",
                    "reservationSet.item.instancesSet.item.instanceId",
                    "reservationSet.item.instancesSet.item.instanceState",
                    "reservationSet.item.instancesSet.item.instanceState.name",
                ]
            ) { _ = try await EC2($0, region: region).states(of: ["i-1"]) },
            Reader(
                "GetCallerIdentity",
                """
                <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/u</Arn>
                <UserId>AIDA</UserId><Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
                """, needs: ["GetCallerIdentityResult", "GetCallerIdentityResult.Arn"]
            ) { _ = try await STS($0, region: region).getCallerIdentity() },
            // botocore's model requires all four.
            Reader(
                "AssumeRole",
                """
                <AssumeRoleResponse><AssumeRoleResult><AssumedRoleUser><Arn>a</Arn></AssumedRoleUser><Credentials>
                <AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
                <Expiration>2030-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>
                """,
                needs: Set(
                    ["", ".Credentials"]
                        + ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
                        .map { ".Credentials.\($0)" }
                ).mapped { "AssumeRoleResult\($0)" }
            ) {
                _ = try await STS($0, region: region).assumeRole(arn: "a", sessionName: "s")
            },
            Reader("CreateGroup", "<CreateGroupResponse><CreateGroupResult/></CreateGroupResponse>")
            { try await IAM($0, region: region).createGroup("g", path: "/") },
            Reader(
                "CreateAccessKey",
                """
                <CreateAccessKeyResponse><CreateAccessKeyResult><AccessKey><UserName>u</UserName>
                <AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey></AccessKey>
                </CreateAccessKeyResult></CreateAccessKeyResponse>
                """,
                needs: Set([
                    "", ".AccessKey", ".AccessKey.AccessKeyId", ".AccessKey.SecretAccessKey",
                ])
                .mapped { "CreateAccessKeyResult\($0)" }
            ) { _ = try await IAM($0, region: region).createAccessKey(user: "u") },
            Reader(
                "DescribeLifecycleHooks",
                """
                <DescribeLifecycleHooksResponse><DescribeLifecycleHooksResult><LifecycleHooks><member>
                <LifecycleHookName>h</LifecycleHookName><HeartbeatTimeout>30</HeartbeatTimeout>
                <LifecycleTransition>autoscaling:EC2_INSTANCE_LAUNCHING</LifecycleTransition></member>
                </LifecycleHooks></DescribeLifecycleHooksResult></DescribeLifecycleHooksResponse>
                """,
                needs: Set(
                    [
                        "", ".LifecycleHooks.member.LifecycleHookName",
                        ".LifecycleHooks.member.LifecycleTransition",
                    ]
                ).mapped { "DescribeLifecycleHooksResult\($0)" }
            ) { _ = try await AutoScaling($0, region: region).hooks(of: "g", at: .launching) },
            Reader(
                "DescribeAutoScalingInstances",
                """
                <DescribeAutoScalingInstancesResponse><DescribeAutoScalingInstancesResult><AutoScalingInstances>
                <member><InstanceId>i-1</InstanceId><AutoScalingGroupName>g</AutoScalingGroupName>
                <LifecycleState>InService</LifecycleState></member></AutoScalingInstances>
                </DescribeAutoScalingInstancesResult></DescribeAutoScalingInstancesResponse>
                """,
                needs: Set(
                    [
                        "", ".AutoScalingInstances.member.AutoScalingGroupName",
                        ".AutoScalingInstances.member.LifecycleState",
                    ]
                ).mapped { "DescribeAutoScalingInstancesResult\($0)" }
            ) { _ = try await AutoScaling($0, region: region).instance("i-1") },
            Reader(
                "DescribeTags of Auto Scaling",
                """
                <DescribeTagsResponse><DescribeTagsResult><Tags><member><ResourceId>g</ResourceId><Key>k</Key>
                <Value>v</Value></member></Tags></DescribeTagsResult></DescribeTagsResponse>
                """, needs: ["DescribeTagsResult"]
            ) { _ = try await AutoScaling($0, region: region).tag("k", of: "g") },
        ] + iam + systemsManager + opsWorks + orders

    /// Lists that botocore's model requires: whoever is missing from them would be cleared away.
    private static let iam = [
        Reader(
            "ListUsers",
            """
            <ListUsersResponse><ListUsersResult><Users><member><Path>/</Path><UserName>u</UserName><UserId>A</UserId>
            <Arn>arn:aws:iam::1:user/u</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate></member></Users>
            <IsTruncated>false</IsTruncated><Marker>m</Marker></ListUsersResult></ListUsersResponse>
            """,
            needs: Set(["", ".Users", ".Users.member.UserName"]).mapped { "ListUsersResult\($0)" }
        ) { _ = try await IAM($0, region: region).listUsers(pathPrefix: "/") },
        Reader(
            "ListGroupsForUser",
            """
            <ListGroupsForUserResponse><ListGroupsForUserResult><Groups><member><Path>/</Path><GroupName>g</GroupName>
            <GroupId>A</GroupId><Arn>a</Arn><CreateDate>2020-01-01T00:00:00Z</CreateDate></member></Groups>
            <IsTruncated>false</IsTruncated></ListGroupsForUserResult></ListGroupsForUserResponse>
            """,
            needs: Set(["", ".Groups", ".Groups.member.GroupName"])
                .mapped { "ListGroupsForUserResult\($0)" }
        ) { _ = try await IAM($0, region: region).listGroups(ofUser: "u") },
        Reader(
            "ListAccessKeys",
            """
            <ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member><UserName>u</UserName>
            <AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status><CreateDate>2020-01-01T00:00:00Z</CreateDate>
            </member></AccessKeyMetadata><IsTruncated>false</IsTruncated></ListAccessKeysResult>
            </ListAccessKeysResponse>
            """,
            needs: Set(["", ".AccessKeyMetadata", ".AccessKeyMetadata.member.AccessKeyId"])
                .mapped { "ListAccessKeysResult\($0)" }
        ) { _ = try await IAM($0, region: region).listAccessKeys(user: "u") },
        // botocore's model requires all four here as well.
        Reader(
            "AssumeRoleWithWebIdentity",
            """
            <AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><SubjectFromWebIdentityToken>s
            </SubjectFromWebIdentityToken><Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s
            </SecretAccessKey><SessionToken>t</SessionToken><Expiration>2030-01-01T00:00:00Z</Expiration>
            </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
            """,
            needs: Set(
                ["", ".Credentials"]
                    + ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"]
                    .map { ".Credentials.\($0)" }
            ).mapped { "AssumeRoleWithWebIdentityResult\($0)" }
        ) {
            _ = try await STS($0, region: region)
                .assumeRoleWithWebIdentity(arn: "a", sessionName: "s", token: "t")
        },
    ]

    /// Operations whose replies say nothing that is needed.
    private static let orders = [
        Reader("CreateUser", query("CreateUser")) {
            try await IAM($0, region: region).createUser("u", path: "/")
        },
        Reader("AddUserToGroup", query("AddUserToGroup")) {
            try await IAM($0, region: region).addUser("u", toGroup: "g")
        },
        Reader("PutUserPolicy", query("PutUserPolicy")) {
            try await IAM($0, region: region).putUserPolicy("p", document: "{}", user: "u")
        },
        Reader("DeleteAccessKey", query("DeleteAccessKey")) {
            try await IAM($0, region: region).deleteAccessKey("AKIA1", user: "u")
        },
        Reader("DeleteUserPolicy", query("DeleteUserPolicy")) {
            try await IAM($0, region: region).deleteUserPolicy("p", user: "u")
        },
        Reader("RemoveUserFromGroup", query("RemoveUserFromGroup")) {
            try await IAM($0, region: region).removeUser("u", fromGroup: "g")
        },
        Reader("DeleteUser", query("DeleteUser")) {
            try await IAM($0, region: region).deleteUser("u")
        },
        Reader("CompleteLifecycleAction", query("CompleteLifecycleAction")) {
            _ = try await AutoScaling($0, region: region)
                .completeLifecycleAction(lifecycleAction, .proceed)
        },
        Reader("RecordLifecycleActionHeartbeat", query("RecordLifecycleActionHeartbeat")) {
            _ = try await AutoScaling($0, region: region).recordHeartbeat(lifecycleAction)
        },
        Reader("SetInstanceHealth", query("SetInstanceHealth")) {
            _ = try await AutoScaling($0, region: region).setUnhealthy("i-1")
        },
        Reader("CreateOrUpdateTags", query("CreateOrUpdateTags")) {
            try await AutoScaling($0, region: region).setTag("k", to: "v", of: "g")
        },
        Reader("SignalResource", query("SignalResource")) {
            _ = try await CloudFormation($0, region: region)
                .signal(.success, of: "i-1", to: .init(stack: "s", logicalID: "l"))
        },
        Reader("AssignInstance", "{}") {
            try await OpsWorks($0, region: region).assignInstance(id: "i", layerIDs: ["l"])
        },
        Reader("UnassignInstance", "{}") {
            try await OpsWorks($0, region: region).unassignInstance(id: "i")
        },
        Reader("DeregisterInstance", "{}") {
            try await OpsWorks($0, region: region).deregisterInstance(id: "i")
        },
        Reader("UpdateLayer", "{}") {
            try await OpsWorks($0, region: region).updateLayer(id: "l", enableAutoHealing: false)
        },
        Reader("PutInventory", #"{"Message": "m"}"#) {
            try await SystemsManager($0, region: region).put(
                SystemsManager.InventoryItem(
                    type: "Custom:T", schemaVersion: "1.0", capturedAt: "t", contentHash: "h",
                    content: [:]), ofInstance: "i-1")
        },
        Reader("PutComplianceItems", "{}") {
            try await SystemsManager($0, region: region).put(
                SystemsManager.Compliance(
                    type: "Custom:T", executedAt: 0, executionID: "r", contentHash: "h", items: []),
                ofInstance: "i-1")
        },
    ]

    private static let systemsManager = [
        Reader(
            "GetParametersByPath",
            #"{"Parameters": [{"Name": "/a", "Type": "String", "Value": "v", "Version": 1}]}"#,
            needs: ["Parameters.Name", "Parameters.Value"]
        ) { _ = try await SystemsManager($0, region: region).parameters(below: "/") },
        Reader(
            "GetParameters",
            #"{"Parameters": [{"Name": "/a", "Type": "String", "Value": "v"}], "InvalidParameters": []}"#,
            needs: ["Parameters.Name", "Parameters.Value"]
        ) { _ = try await SystemsManager($0, region: region).decryptedParameter("/a") },
        Reader(
            "ListAssociations",
            """
            {"Associations": [{"AssociationId": "a", "AssociationName": "n", "Name": "D", "DocumentVersion": "1",
             "Targets": [{"Key": "tag:x", "Values": ["y"]}]}]}
            """, needs: ["Associations.AssociationId", "Associations.Name"]
        ) { _ = try await SystemsManager($0, region: region).associations() },
        Reader(
            "DescribeInstanceAssociationsStatus",
            """
            {"InstanceAssociationStatusInfos": [{"AssociationId": "a", "Name": "D", "Status": "Failed",
             "DetailedStatus": "Failed", "ExecutionSummary": "s", "ErrorCode": "e"}]}
            """, needs: ["InstanceAssociationStatusInfos.AssociationId"]
        ) {
            _ = try await SystemsManager($0, region: region)
                .associationStatuses(ofInstance: "i-1")
        },
        Reader(
            "DescribeInstanceInformation",
            """
            {"InstanceInformationList": [{"InstanceId": "i-1", "PingStatus": "Online", "AgentVersion": "3"}]}
            """,
            needs: ["InstanceInformationList.InstanceId", "InstanceInformationList.PingStatus"]
        ) { _ = try await SystemsManager($0, region: region).node(ofInstance: "i-1") },
        Reader(
            "SendCommand", #"{"Command": {"CommandId": "c", "Status": "Pending"}}"#,
            needs: ["Command", "Command.CommandId"]
        ) {
            _ = try await SystemsManager($0, region: region).send(
                .init(document: "D", version: "1", parameters: [:], comment: "c"), to: "i-1",
                patience: 30)
        },
        Reader(
            "ListCommandInvocations",
            """
            {"CommandInvocations": [{"CommandId": "c", "Comment": "c", "Status": "Failed", "StatusDetails": "Failed",
             "TraceOutput": "t", "CommandPlugins": [{"Name": "n", "Status": "Failed", "ResponseCode": 1,
             "Output": "o"}]}]}
            """, needs: ["CommandInvocations.CommandId", "CommandInvocations.Status"]
        ) { _ = try await SystemsManager($0, region: region).invocations(on: "i-1") },
        Reader(
            "GetCommandInvocation",
            #"{"StandardOutputContent": "o", "StandardErrorContent": "e", "ResponseCode": 1}"#
        ) {
            _ = try await SystemsManager($0, region: region).output(of: "p", of: "c", on: "i-1")
        },
        Reader("GetDocument", #"{"Content": "{}", "Name": "D"}"#, needs: ["Content"]) {
            _ = try await SystemsManager($0, region: region).content(
                ofDocument: "D", version: "1")
        },
        Reader(
            "GetInventory",
            """
            {"Entities": [{"Id": "i-1", "Data": {"Custom:T": {"TypeName": "Custom:T", "SchemaVersion": "1.0",
             "CaptureTime": "t", "ContentHash": "h", "Content": [{"a": "b"}]}}}]}
            """
        ) {
            _ = try await SystemsManager($0, region: region)
                .inventory(of: "Custom:T", where: [], page: nil)
        },
        Reader(
            "ListCommands",
            #"{"Commands": [{"Status": "Success", "TargetCount": 1, "CompletedCount": 1, "ErrorCount": 0}]}"#,
            needs: ["Commands.Status"]
        ) { _ = try await SystemsManager($0, region: region).progress(of: "c") },
        Reader(
            "ListCommandInvocations of one command",
            """
            {"CommandInvocations": [{"InstanceId": "i-1", "CommandId": "c", "Status": "Success"}]}
            """,
            needs: [
                "CommandInvocations.InstanceId", "CommandInvocations.CommandId",
                "CommandInvocations.Status",
            ]
        ) { _ = try await SystemsManager($0, region: region).invocations(of: "c", page: nil) },
        Reader("CancelCommand", "{}") {
            try await SystemsManager($0, region: region).cancel("c", on: "i-1")
        },
    ]

    private static let opsWorks = [
        Reader(
            "DescribeStacks",
            """
            {"Stacks": [{"StackId": "s", "Name": "n", "Arn": "a", "Region": "r", "VpcId": "v",
             "HostnameTheme": "h"}]}
            """, needs: ["Stacks.StackId"]
        ) { _ = try await OpsWorks($0, region: region).describeStacks() },
        Reader(
            "DescribeLayers",
            """
            {"Layers": [{"LayerId": "l", "StackId": "s", "Type": "custom", "Name": "n", "Shortname": "s",
             "EnableAutoHealing": false}]}
            """, needs: ["Layers.LayerId"]
        ) { _ = try await OpsWorks($0, region: region).describeLayers(stackID: "s") },
        Reader(
            "DescribeInstances of OpsWorks",
            """
            {"Instances": [{"InstanceId": "i", "StackId": "s", "Ec2InstanceId": "i-1", "Hostname": "h",
             "Status": "online", "LayerIds": ["l"], "AgentVersion": "1", "LastServiceErrorId": "e"}]}
            """, needs: ["Instances", "Instances.InstanceId", "Instances.Status"]
        ) { _ = try await OpsWorks($0, region: region).describeInstances(.ids(["i"])) },
        Reader(
            "DescribeCommands",
            """
            {"Commands": [{"CommandId": "c", "Type": "setup", "Status": "failed", "ExitCode": 1, "LogUrl": "u",
             "CreatedAt": "t"}]}
            """, needs: ["Commands.CommandId", "Commands.Status"]
        ) { _ = try await OpsWorks($0, region: region).describeCommands(instanceID: "i") },
        Reader(
            "DescribeServiceErrors",
            """
            {"ServiceErrors": [{"ServiceErrorId": "e", "Type": "t", "Message": "m", "InstanceId": "i",
             "CreatedAt": "t"}]}
            """
        ) { _ = try await OpsWorks($0, region: region).describeServiceErrors(stackID: "s") },
        Reader("GetHostnameSuggestion", #"{"LayerId": "l", "Hostname": "h"}"#, needs: ["Hostname"])
        { _ = try await OpsWorks($0, region: region).getHostnameSuggestion(layerID: "l") },
        Reader(
            "DescribeStackProvisioningParameters",
            #"{"AgentInstallerUrl": "u", "Parameters": {"a": "b"}}"#,
            needs: ["AgentInstallerUrl", "Parameters"]
        ) {
            _ = try await OpsWorks($0, region: region)
                .describeStackProvisioningParameters(stackID: "s")
        },
    ]

    private static let lifecycleAction = AutoScaling.LifecycleAction(
        hook: "h", group: "g", instanceID: "i-1")

    /// What a service with the Query protocol replies to an order.
    private static func query(_ name: String) -> String {
        "<\(name)Response><\(name)Result/><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
            + "</\(name)Response>"
    }

    private static func ordered(_ name: String) -> String {
        "<\(name)Response><requestId>r</requestId><return>true</return></\(name)Response>"
    }

    @Test(arguments: readers)
    func `what enlist does not need, it does not demand`(_ reader: Reader) async throws {
        try await reader.call(client(reader.reply))
        let fields = Fields(reader.reply)
        #expect(reader.needed.isSubset(of: fields.paths), "the table names what no reply has")
        for path in fields.paths.sorted() {
            let reply = fields.without([path])
            guard reader.needed.contains(path) else {
                await #expect(throws: Never.self, "without \(path)") {
                    try await reader.call(client(reply))
                }
                continue
            }
            let error = await #expect(throws: AWSError.self, "without \(path)") {
                try await reader.call(client(reply))
            }
            guard case .malformedReply(let problem)? = error?.kind else {
                Issue.record("without \(path): \(String(describing: error))")
                continue
            }
            // Another try would bring the same.
            #expect(!problem.isBroken && error?.tries == 1)
        }
        try await reader.call(
            client(
                fields.without(
                    fields.paths.filter { path in
                        !reader.needed.contains { $0 == path || $0.hasPrefix("\(path).") }
                    })))
    }

    private func client(_ reply: String) -> AWSClient {
        AWSClient(answers: RecordingSender([.reply(200, reply)]))
    }

    @Test(arguments: [
        "availabilityZone", "accountId", "privateIp", "instanceType", "architecture", "imageId",
    ])
    func `an identity document may leave out what not every run needs`(_ name: String) throws {
        let names = [
            "instanceId", "region", "availabilityZone", "accountId", "privateIp", "instanceType",
            "architecture", "imageId",
        ]
        func document(without name: String) -> String {
            JSONValue.object(names.filter { $0 != name }.map { .init($0, .string("x")) }).text()
        }
        #expect(try InstanceIdentityDocument(document(without: name)).instanceID == "x")
        for needed in ["instanceId", "region"] {
            #expect(throws: MalformedReply(needed, "is missing")) {
                try InstanceIdentityDocument(document(without: needed))
            }
        }
    }
}

extension Set<String> {
    fileprivate func mapped(_ change: (String) -> String) -> Set<String> { Set(map(change)) }
}

/// The fields of a reply, by their paths without the places in lists: `Stacks.Name`.
private struct Fields {
    private enum Reply {
        case json(JSONValue)
        case xml(XMLNode)
    }

    private let reply: Reply

    init(_ text: String) {
        let bytes = Array(text.utf8)
        reply =
            if let json = try? JSONParser.parse(bytes) {
                .json(json)
            } else {
                .xml((try? XMLParser.parse(bytes)) ?? XMLNode(name: "broken", in: nil))
            }
    }

    /// All of them; the elements of a list are no fields.
    var paths: Set<String> {
        switch reply {
        case .json(let value): Self.paths(value, "")
        case .xml(let node): Self.paths(node, "")
        }
    }

    func without(_ paths: some Collection<String>) -> String {
        switch reply {
        case .json(let value): Self.cut(value, "", Set(paths)).text()
        case .xml(let node): Self.text(node, "", Set(paths))
        }
    }

    private static func path(_ name: String, below path: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }

    private static func paths(_ value: JSONValue, _ place: String) -> Set<String> {
        switch value {
        case .object(let members):
            // What is inside a free map is nobody's field.
            members.reduce(into: []) { all, member in
                guard place != "Parameters" || member.name != "a" else { return }
                let path = path(member.name, below: place)
                all.formUnion([path])
                all.formUnion(paths(member.value, path))
            }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(paths($1, place)) }
        default: []
        }
    }

    private static func cut(_ value: JSONValue, _ place: String, _ gone: Set<String>) -> JSONValue {
        switch value {
        case .object(let members):
            .object(
                members.compactMap { member in
                    let path = path(member.name, below: place)
                    return gone.contains(path)
                        ? nil : .init(member.name, cut(member.value, path, gone))
                })
        case .array(let elements): .array(elements.map { cut($0, place, gone) })
        default: value
        }
    }

    private static func isElement(_ node: XMLNode) -> Bool {
        node.name == "item" || node.name == "member"
    }

    private static func paths(_ node: XMLNode, _ place: String) -> Set<String> {
        node.children.reduce(into: []) { all, child in
            let path = path(child.name, below: place)
            if !isElement(child) { all.formUnion([path]) }
            all.formUnion(paths(child, path))
        }
    }

    private static func text(_ node: XMLNode, _ place: String, _ gone: Set<String>) -> String {
        let inside = node.children.map { child in
            let path = path(child.name, below: place)
            return gone.contains(path) ? "" : text(child, path, gone)
        }
        return "<\(node.name)>\(node.text)\(inside.joined())</\(node.name)>"
    }
}
