import HTTP
import Testing

@testable import AWS

@Suite struct QueryServiceTests {
    /// Calls with these answers; gives the value and the requests' URLs and bodies.
    private func call<Value>(
        _ answers: [String], _ body: (AWSClient) async throws -> Value
    ) async throws -> (Value, [String]) {
        let sender = RecordingSender(answers.map { .reply(200, $0) })
        let value = try await body(AWSClient(answers: sender))
        return (
            value,
            sender.requests.map { "\($0.url.text) \(String(decoding: $0.body, as: UTF8.self))" }
        )
    }

    private func done(_ operation: String) -> String {
        "<\(operation)Response><requestId>r</requestId><return>true</return></\(operation)Response>"
    }

    private let ec2 = "https://ec2.eu-west-1.amazonaws.com/ "
    private let iam = "https://iam.amazonaws.com/ "

    @Test func `tags are made and removed`() async throws {
        let (_, made) = try await call([done("CreateTags")]) {
            try await EC2($0, region: "eu-west-1").createTags(
                [.init(key: "Name", value: "v1 prod + é"), .init(key: "empty", value: "")],
                on: ["i-1", "i-2"])
        }
        #expect(
            made == [
                ec2 + "Action=CreateTags&Version=2016-11-15&ResourceId.1=i-1&ResourceId.2=i-2&"
                    + "Tag.1.Key=Name&Tag.1.Value=v1%20prod%20%2B%20%C3%A9&Tag.2.Key=empty&Tag.2.Value="
            ])
        let (_, removed) = try await call([done("DeleteTags")]) {
            try await EC2($0, region: "eu-west-1").deleteTags(keys: ["Name"], from: ["i-1"])
        }
        #expect(
            removed == [
                ec2 + "Action=DeleteTags&Version=2016-11-15&ResourceId.1=i-1&Tag.1.Key=Name"
            ])
    }

    @Test func `tags are read to the last page`() async throws {
        func page(_ key: String, _ next: String) -> String {
            """
            <DescribeTagsResponse><tagSet><item><resourceId>i-1</resourceId><key>\(key)</key>
            <value/></item></tagSet>\(next)</DescribeTagsResponse>
            """
        }
        let (tags, asked) = try await call([
            page("a", "<nextToken>n+1</nextToken>"), page("b", "<nextToken/>"),
        ]) { try await EC2($0, region: "eu-west-1").describeTags(of: "i-1") }
        #expect(tags == [.init(key: "a", value: ""), .init(key: "b", value: "")])
        let first =
            ec2
            + "Action=DescribeTags&Version=2016-11-15&Filter.1.Name=resource-id&Filter.1.Value.1=i-1"
        #expect(asked == [first, first + "&NextToken=n%2B1"])
    }

    @Test func `termination protection is read and set`() async throws {
        let answer = """
            <DescribeInstanceAttributeResponse><instanceId>i-1</instanceId>
            <disableApiTermination><value>true</value></disableApiTermination>
            </DescribeInstanceAttributeResponse>
            """
        let (isOn, asked) = try await call([answer]) {
            try await EC2($0, region: "eu-west-1").disableAPITermination(of: "i-1")
        }
        #expect(isOn)
        #expect(
            asked == [
                ec2 + "Action=DescribeInstanceAttribute&Version=2016-11-15&InstanceId=i-1&"
                    + "Attribute=disableApiTermination"
            ])
        let (_, set) = try await call([done("ModifyInstanceAttribute")]) {
            try await EC2($0, region: "eu-west-1").setDisableAPITermination(false, of: "i-1")
        }
        #expect(
            set == [
                ec2 + "Action=ModifyInstanceAttribute&Version=2016-11-15&InstanceId=i-1&"
                    + "DisableApiTermination.Value=false"
            ])
    }

    @Test(arguments: [
        (
            "<CreateTagsResponse><return>false</return></CreateTagsResponse>",
            "CreateTagsResponse.return", "is false"
        ),
        (
            "<CreateTagsResponse><return>1</return></CreateTagsResponse>",
            "CreateTagsResponse.return", "is neither true nor false"
        ),
        ("<html/>", "the root", "is ‘html’, not CreateTagsResponse"),
    ])
    func `an order that was not carried out is not taken for done`(
        _ answer: String, _ path: String, _ problem: String
    ) async {
        let error = await #expect(throws: AWSError.self) {
            // The page of a proxy is asked again, three times in all.
            _ = try await call([answer, answer, answer]) {
                try await EC2($0, region: "eu-west-1").createTags([], on: [])
            }
        }
        #expect(error?.kind == .malformedReply(MalformedReply(path, problem)))
    }

    @Test func `what ignores dry runs is not asked for one that would do something`() async throws {
        let sender = RecordingSender([.reply(200, "<DescribeTagsResponse/>")])
        let ec2 = EC2(AWSClient(answers: sender), region: "eu-west-1")
        let isTried = try await ec2.rehearseCreateTags([.init(key: "Name", value: "n")], on: "i-1")
        #expect(!isTried)
        #expect(sender.requests.count == 1)
    }

    @Test func `a dry run of tags is made with the values that will be`() async throws {
        let dry = """
            <Response><Errors><Error><Code>DryRunOperation</Code><Message>m</Message></Error></Errors></Response>
            """
        let denied = """
            <Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>m</Message></Error></Errors>
            </Response>
            """
        for first in [dry, denied] {
            let sender = RecordingSender([.reply(412, first), .reply(412, dry)])
            let ec2 = EC2(AWSClient(answers: sender), region: "eu-west-1")
            let isTried = try await ec2.rehearseCreateTags(
                [.init(key: "Name", value: "n")], on: "i-1")
            #expect(isTried)
            let asked = try #require(sender.requests.last)
            #expect(
                String(decoding: asked.body, as: UTF8.self).hasSuffix(
                    "Tag.1.Key=Name&Tag.1.Value=n&DryRun=true"))
        }
    }

    @Test func `IAM is one endpoint, signed for its own region`() async throws {
        let sender = RecordingSender([.reply(200, "<CreateGroupResponse/>")])
        try await IAM(AWSClient(answers: sender), region: "eu-west-1")
            .createGroup("g", path: "/AWS/OpsWorks/")
        #expect(sender.requests.first?.signature?.region == "us-east-1")
        #expect(sender.requests.first?.signature?.service == "iam")
    }

    @Test func `an IAM user comes and goes`() async throws {
        let operations = [
            "CreateGroup", "CreateUser", "AddUserToGroup", "PutUserPolicy", "CreateAccessKey",
            "DeleteAccessKey", "DeleteUserPolicy", "RemoveUserFromGroup", "DeleteUser",
        ]
        let answers = operations.map {
            """
            <\($0)Response><CreateAccessKeyResult><AccessKey><UserName>u</UserName>
            <AccessKeyId>AKIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey></AccessKey>
            </CreateAccessKeyResult></\($0)Response>
            """
        }
        let (key, asked) = try await call(answers) { client in
            let iam = IAM(client, region: "eu-west-1")
            try await iam.createGroup("g", path: "/AWS/OpsWorks/")
            try await iam.createUser("u", path: "/AWS/OpsWorks/")
            try await iam.addUser("u", toGroup: "g")
            try await iam.putUserPolicy("p", document: "{}", user: "u")
            let key = try await iam.createAccessKey(user: "u")
            try await iam.deleteAccessKey(key.accessKeyID, user: "u")
            try await iam.deleteUserPolicy("p", user: "u")
            try await iam.removeUser("u", fromGroup: "g")
            try await iam.deleteUser("u")
            return key
        }
        #expect(key == Credentials(accessKeyID: "AKIA1", secretAccessKey: "s"))
        let forms = [
            "Path=%2FAWS%2FOpsWorks%2F&GroupName=g", "Path=%2FAWS%2FOpsWorks%2F&UserName=u",
            "GroupName=g&UserName=u", "UserName=u&PolicyName=p&PolicyDocument=%7B%7D", "UserName=u",
            "UserName=u&AccessKeyId=AKIA1", "UserName=u&PolicyName=p", "GroupName=g&UserName=u",
            "UserName=u",
        ]
        #expect(
            asked
                == zip(operations, forms).map {
                    iam + "Action=\($0)&Version=2010-05-08&\($1)"
                })
    }

    @Test func `an IAM user's leftovers are listed`() async throws {
        let answers = [
            """
            <ListUsersResponse><ListUsersResult><Users><member><UserName>u</UserName></member>
            <member><UserName>v</UserName></member></Users><IsTruncated>false</IsTruncated>
            </ListUsersResult></ListUsersResponse>
            """,
            """
            <ListAccessKeysResponse><ListAccessKeysResult><AccessKeyMetadata><member>
            <AccessKeyId>AKIA1</AccessKeyId></member></AccessKeyMetadata></ListAccessKeysResult>
            </ListAccessKeysResponse>
            """,
        ]
        let (listed, asked) = try await call(answers) { client in
            let iam = IAM(client, region: "eu-west-1")
            return [
                try await iam.listUsers(pathPrefix: "/AWS/OpsWorks/i-1/"),
                try await iam.listAccessKeys(user: "u"),
            ]
        }
        #expect(listed == [["u", "v"], ["AKIA1"]])
        #expect(
            asked == [
                iam
                    + "Action=ListUsers&Version=2010-05-08&PathPrefix=%2FAWS%2FOpsWorks%2Fi-1%2F",
                iam + "Action=ListAccessKeys&Version=2010-05-08&UserName=u",
            ])
    }

    @Test func `users are listed to the last page, though one is empty`() async throws {
        func page(_ users: String, _ rest: String) -> String {
            "<ListUsersResponse><ListUsersResult><Users>\(users)</Users>\(rest)</ListUsersResult>"
                + "</ListUsersResponse>"
        }
        let more = "<IsTruncated>true</IsTruncated><Marker>m</Marker>"
        let user = "<member><UserName>u</UserName></member>"
        let (listed, asked) = try await call([page("", more), page(user, "")]) {
            try await IAM($0, region: "eu-west-1").listUsers(pathPrefix: "/a/")
        }
        #expect(listed == ["u"])
        let first = iam + "Action=ListUsers&Version=2010-05-08&PathPrefix=%2Fa%2F"
        #expect(asked == [first, first + "&Marker=m"])
        await #expect(throws: AWSError.self) {
            try await call([page("", more), page("", more)]) {
                try await IAM($0, region: "eu-west-1").listUsers(pathPrefix: "/a/")
            }
        }
    }

    @Test func `a list of instances that does not end is none`() async throws {
        let page = """
            <DescribeInstancesResponse><reservationSet/><nextToken>n</nextToken>
            </DescribeInstancesResponse>
            """
        let error = await #expect(throws: AWSError.self) {
            try await call([page, page, page, page]) {
                try await EC2($0, region: "eu-west-1").states(of: ["i-1"])
            }
        }
        guard case .malformedReply = error?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a taken name is a conflict, and making a key is never repeated`() async throws {
        let taken = """
            <ErrorResponse><Error><Type>Sender</Type><Code>EntityAlreadyExists</Code>
            <Message>User with name u already exists.</Message></Error><RequestId>r-1</RequestId>
            </ErrorResponse>
            """
        let conflict = await #expect(throws: AWSError.self) {
            let sender = RecordingSender([.reply(409, taken)])
            try await IAM(AWSClient(answers: sender), region: "eu-west-1").createUser(
                "u", path: "/")
        }
        #expect(conflict?.kind == .conflict)
        #expect(conflict?.code == "EntityAlreadyExists")
        #expect(conflict?.requestID == "r-1")

        let sender = RecordingSender([.none(.connectionDropped("x"), arrived: true)])
        await #expect(throws: AWSError.self) {
            try await IAM(AWSClient(answers: sender), region: "eu-west-1").createAccessKey(
                user: "u")
        }
        #expect(sender.requests.map(\.isRepeatable) == [false])
    }

    @Test func `whose credentials they are`() async throws {
        let answer = """
            <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/u</Arn>
            <UserId>AIDA</UserId><Account>1</Account></GetCallerIdentityResult>
            </GetCallerIdentityResponse>
            """
        let (identity, asked) = try await call([answer]) {
            try await STS($0, region: "eu-west-1").getCallerIdentity()
        }
        #expect(
            identity
                == STS.CallerIdentity(arn: "arn:aws:iam::1:user/u"))
        #expect(
            asked == [
                "https://sts.eu-west-1.amazonaws.com/ Action=GetCallerIdentity&Version=2011-06-15"
            ])
    }
}
