import LocalCloud
import Testing

struct IAMTests {
    private static func key(in xml: String) throws -> Credential {
        let id = try #require(xml.firstMatch(of: /<AccessKeyId>(\w+)</)).1
        let secret = try #require(xml.firstMatch(of: /<SecretAccessKey>(\w+)</)).1
        return Credential(
            accessKeyID: String(id), secretAccessKey: String(secret), sessionToken: nil,
            expiration: nil, owner: .user("u"))
    }

    @Test func `a new user's key may call what its policy allows, as long as it does`() async throws
    {
        let test = await TestCloud()
        _ = await test.query(.iam, "CreateUser", ["UserName": "u", "Path": "/AWS/OpsWorks/"])
        let key = try Self.key(
            in: await test.query(.iam, "CreateAccessKey", ["UserName": "u"]).xml)
        let stack = try #require(await test.cloud.snapshot().opsworks.stacks.first)
        let register = {
            await test.opsworks("RegisterInstance", ["StackId": .string(stack.id)], as: key).code
        }
        #expect(await register() == "AccessDeniedException")
        _ = await test.query(
            .iam, "PutUserPolicy",
            [
                "UserName": "u", "PolicyName": "OpsWorks-Instance",
                "PolicyDocument": """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", \
                "Action": "opsworks:RegisterInstance", "Resource": "\(stack.arn)", \
                "Condition": {"DateLessThan": {"aws:CurrentTime": "2023-11-14T22:28:20Z"}}}]}
                """,
            ])
        // The hostname is missing: so the call itself was allowed.
        #expect(await register() == "ValidationException")
        #expect(await test.opsworks("DescribeStacks", as: key).code == "AccessDeniedException")
        test.clock.advance(by: 15 * 60)
        #expect(await register() == "AccessDeniedException")
    }

    @Test func `a user is deleted only when nothing hangs on it`() async throws {
        let test = await TestCloud()
        let call = { (operation: String, parameters: [String: String]) async in
            let reply = await test.query(.iam, operation, parameters)
            return reply.xml.firstMatch(of: /<Message>(.*)<\/Message>/).map { String($0.1) }
        }
        let policy = "arn:aws:iam::aws:policy/AWSOpsWorksInstanceRegistration"
        _ = await call("CreateGroup", ["GroupName": "g"])
        _ = await call("CreateUser", ["UserName": "u"])
        _ = await call("AddUserToGroup", ["GroupName": "g", "UserName": "u"])
        _ = await call("AttachUserPolicy", ["UserName": "u", "PolicyArn": policy])
        let key = try Self.key(
            in: await test.query(.iam, "CreateAccessKey", ["UserName": "u"]).xml)
        let delete = { await call("DeleteUser", ["UserName": "u"]) }

        #expect(await delete() == "Cannot delete entity, must remove users from group first.")
        #expect(await call("DeleteGroup", ["GroupName": "g"]) != nil)
        #expect(await call("RemoveUserFromGroup", ["GroupName": "g", "UserName": "u"]) == nil)
        #expect(await delete() == "Cannot delete entity, must detach all policies first.")
        #expect(await call("DetachUserPolicy", ["UserName": "u", "PolicyArn": policy]) == nil)
        #expect(await delete() == "Cannot delete entity, must delete access keys first.")
        #expect(
            await call("DeleteAccessKey", ["UserName": "u", "AccessKeyId": key.accessKeyID]) == nil)
        #expect(await delete() == nil)
        #expect(await call("DeleteGroup", ["GroupName": "g"]) == nil)
        #expect(await delete() == "The user with name u cannot be found.")
        #expect(
            await test.opsworks("DescribeStacks", as: key).code == "UnrecognizedClientException")
    }

    @Test(arguments: [
        ("CreateUser", ["UserName": "a b"], "ValidationError"),
        ("CreateUser", ["UserName": String(repeating: "a", count: 65)], "ValidationError"),
        ("CreateUser", ["UserName": "a", "Path": "x"], "ValidationError"),
        ("CreateUser", ["UserName": "taken"], "EntityAlreadyExists"),
        ("CreateUser", [:], "MissingParameter"),
        ("AttachUserPolicy", ["UserName": "taken", "PolicyArn": "arn:x"], "NoSuchEntity"),
        (
            "PutUserPolicy", ["UserName": "taken", "PolicyName": "p", "PolicyDocument": "x"],
            "MalformedPolicyDocument"
        ),
        ("CreateRole", [:], "InvalidAction"),
    ])
    func `what cannot be is refused`(
        operation: String, parameters: [String: String], code: String
    ) async {
        let test = await TestCloud()
        _ = await test.query(.iam, "CreateUser", ["UserName": "taken"])
        #expect(await test.query(.iam, operation, parameters).xml.contains("<Code>\(code)</Code>"))
    }
}
