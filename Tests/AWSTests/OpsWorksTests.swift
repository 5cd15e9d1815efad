import HTTP
import JSON
import Testing

@testable import AWS

@Suite struct OpsWorksTests {
    /// Calls with one answer; gives the value and the request's target and body.
    private func call<Value>(
        _ answer: String, _ body: (OpsWorks) async throws -> Value
    ) async throws -> (Value, String) {
        let sender = RecordingSender([.reply(200, answer)])
        let value = try await body(OpsWorks(AWSClient(answers: sender), region: "us-east-1"))
        let request = try #require(sender.requests.first)
        #expect(request.method == .post)
        #expect(request.url.text == "https://opsworks.us-east-1.amazonaws.com/")
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.1")
        #expect(
            request.signature
                == SigV4(
                    service: "opsworks", region: "us-east-1",
                    accessKeyID: Credentials.example.accessKeyID,
                    secretAccessKey: Credentials.example.secretAccessKey,
                    sessionToken: Credentials.example.sessionToken))
        let target = request.headers["X-Amz-Target"] ?? ""
        return (value, "\(target) \(String(decoding: request.body, as: UTF8.self))")
    }

    @Test func `stacks`() async throws {
        let answer = """
            {"Stacks": [
                {"StackId": "s-1", "Name": "v1 prod linux", "Arn": "arn:1", "Region": "eu-west-1",
                 "VpcId": "vpc-1", "HostnameTheme": "Layer_Dependent", "Attributes": {"Color": null}},
                {"StackId": "s-2", "Name": "other", "Arn": "arn:2", "Region": "eu-west-1"}
            ]}
            """
        let (stacks, asked) = try await call(answer) { try await $0.describeStacks() }
        #expect(asked == "OpsWorks_20130218.DescribeStacks {}")
        #expect(stacks.map(\.id) == ["s-1", "s-2"])
        #expect(stacks[0].name == "v1 prod linux")
        #expect(stacks[0].arn == "arn:1")
        #expect(stacks[0].region == "eu-west-1")
        #expect(stacks.map(\.vpcID) == ["vpc-1", nil])
        #expect(stacks.map(\.hostnameTheme) == ["Layer_Dependent", nil])
        let (_, byID) = try await call(answer) { try await $0.describeStacks(ids: ["s-1"]) }
        #expect(byID == #"OpsWorks_20130218.DescribeStacks {"StackIds":["s-1"]}"#)
    }

    @Test func `layers, whose auto healing is on unless they say otherwise`() async throws {
        func layer(_ more: String) -> String {
            """
            {"Layers": [{"LayerId": "l-1", "StackId": "s-1", "Type": "custom", "Name": "App",
             "Shortname": "app1"\(more)}]}
            """
        }
        let (layers, asked) = try await call(layer(#", "EnableAutoHealing": false"#)) {
            try await $0.describeLayers(stackID: "s-1")
        }
        #expect(asked == #"OpsWorks_20130218.DescribeLayers {"StackId":"s-1"}"#)
        #expect(layers.map(\.shortname) == ["app1"])
        #expect(layers.map(\.type) == ["custom"])
        #expect(layers.map(\.enableAutoHealing) == [false])
        let (silent, byID) = try await call(layer("")) { try await $0.describeLayers(ids: ["l-1"]) }
        #expect(byID == #"OpsWorks_20130218.DescribeLayers {"LayerIds":["l-1"]}"#)
        #expect(silent.map(\.enableAutoHealing) == [true])
    }

    @Test func `a hostname that is not suggested is no hostname`() async throws {
        let (name, asked) = try await call(#"{"LayerId": "l-1", "Hostname": "app1"}"#) {
            try await $0.getHostnameSuggestion(layerID: "l-1")
        }
        #expect(name == "app1")
        #expect(asked == #"OpsWorks_20130218.GetHostnameSuggestion {"LayerId":"l-1"}"#)
        let error = await #expect(throws: AWSError.self) {
            _ = try await call(#"{"LayerId": "l-1"}"#) {
                try await $0.getHostnameSuggestion(layerID: "l-1")
            }
        }
        #expect(error?.kind == .malformedReply(MalformedReply("Hostname", "is missing")))
    }

    @Test func `provisioning parameters keep their order and their values`() async throws {
        let answer = """
            {"AgentInstallerUrl": "https://host/agent.tgz",
             "Parameters": {"z": "1", "assets_download_bucket": "b", "n": 1.10, "a": null}}
            """
        let (parameters, asked) = try await call(answer) {
            try await $0.describeStackProvisioningParameters(stackID: "s-1")
        }
        #expect(
            asked == #"OpsWorks_20130218.DescribeStackProvisioningParameters {"StackId":"s-1"}"#)
        #expect(parameters.agentInstallerURL == "https://host/agent.tgz")
        #expect(
            JSONValue.object(parameters.parameters).text()
                == #"{"z":"1","assets_download_bucket":"b","n":1.10,"a":null}"#)
    }

    @Test(arguments: [
        (OpsWorks.InstanceSelection.stack("s-1"), #"{"StackId":"s-1"}"#),
        (.layer("l-1"), #"{"LayerId":"l-1"}"#),
        (.ids(["i-1", "i-2"]), #"{"InstanceIds":["i-1","i-2"]}"#),
    ])
    func `instances by one of three things`(
        _ selection: OpsWorks.InstanceSelection, _ body: String
    ) async throws {
        let answer = """
            {"Instances": [
                {"InstanceId": "o-1", "StackId": "s-1", "Ec2InstanceId": "i-1", "Hostname": "app1",
                 "Status": "something_new", "LayerIds": ["l-1"], "AgentVersion": "4039",
                 "LastServiceErrorId": "e-1"},
                {"InstanceId": "o-2", "Status": "registered"}
            ]}
            """
        let (instances, asked) = try await call(answer) {
            try await $0.describeInstances(selection)
        }
        #expect(asked == "OpsWorks_20130218.DescribeInstances \(body)")
        #expect(instances.map(\.id) == ["o-1", "o-2"])
        #expect(instances.map(\.ec2InstanceID) == ["i-1", nil])
        #expect(instances.map(\.hostname) == ["app1", nil])
        #expect(instances.map(\.status) == ["something_new", "registered"])
        #expect(instances.map(\.layerIDs) == [["l-1"], []])
        #expect(instances.map(\.lastServiceErrorID) == ["e-1", nil])
    }

    @Test func `orders say nothing back, in whatever form`() async throws {
        for answer in ["{}", ""] {
            let (_, assigned) = try await call(answer) {
                try await $0.assignInstance(id: "o-1", layerIDs: ["l-1"])
            }
            #expect(
                assigned
                    == #"OpsWorks_20130218.AssignInstance {"InstanceId":"o-1","LayerIds":["l-1"]}"#)
            let (_, unassigned) = try await call(answer) {
                try await $0.unassignInstance(id: "o-1")
            }
            #expect(unassigned == #"OpsWorks_20130218.UnassignInstance {"InstanceId":"o-1"}"#)
            let (_, left) = try await call(answer) { try await $0.deregisterInstance(id: "o-1") }
            #expect(left == #"OpsWorks_20130218.DeregisterInstance {"InstanceId":"o-1"}"#)
            let (_, healed) = try await call(answer) {
                try await $0.updateLayer(id: "l-1", enableAutoHealing: false)
            }
            #expect(
                healed
                    == #"OpsWorks_20130218.UpdateLayer {"LayerId":"l-1","EnableAutoHealing":false}"#
            )
        }
    }

    @Test func `what failed on an instance`() async throws {
        let (commands, _) = try await call(
            """
            {"Commands": [{"CommandId": "c-1", "Type": "setup", "Status": "failed", "ExitCode": 1,
             "LogUrl": "https://host/log"}, {"CommandId": "c-2", "Type": "x", "Status": "pending"}]}
            """
        ) { try await $0.describeCommands(instanceID: "o-1") }
        #expect(commands.map(\.type) == ["setup", "x"])
        #expect(commands.map(\.status) == ["failed", "pending"])
        #expect(commands.map(\.exitCode) == [1, nil])
        #expect(commands.map(\.logURL) == ["https://host/log", nil])
        let (errors, asked) = try await call(
            #"{"ServiceErrors": [{"ServiceErrorId": "e", "Type": "t", "Message": "m"}]}"#
        ) { try await $0.describeServiceErrors(instanceID: "o-1") }
        #expect(asked == #"OpsWorks_20130218.DescribeServiceErrors {"InstanceId":"o-1"}"#)
        #expect(errors.map(\.message) == ["m"])
    }
}
