import LocalCloud
import Testing

struct PictureTests {
    @Test func `the picture shows stacks, layers, members and the machines outside`() async throws {
        let test = try await TestCloud(scenario: [
            "stacks": [
                [
                    "name": "v3 prod web",
                    "layers": [["shortname": "shop"], ["shortname": "cart"]],
                    "members": [
                        ["hostname": "shop10", "layers": ["shop"]],
                        ["hostname": "shop1", "layers": ["shop"], "status": "setup_failed"],
                        ["hostname": "new", "status": "registered"],
                    ],
                ]
            ],
            "instances": [["id": "i-0a", "tags": ["Name": "x", "b": "y"]]],
        ])
        let state = await test.cloud.snapshot()
        let ids = state.opsworks.members.compactMap(\.ec2InstanceID)
        #expect(
            Picture(of: state).description == """
                The cloud afterwards:
                  stack "v3 prod web" (us-east-1)
                    layer shop
                      shop1   setup_failed  \(ids[1])
                      shop10  online  \(ids[0])
                    layer cart
                      (empty)
                    in no layer
                      new  registered  \(ids[2])
                  machines in no stack
                    i-0a  running  Name="x" b="y"

                """)
    }

    @Test func `a layer of Systems Manager shows the machines with its tag`() async throws {
        let path = "/enlist/v3/prod/web/shop"
        let test = try await TestCloud(scenario: [
            "stacks": [["name": "v3 prod web", "layers": [["shortname": "shop"]]]],
            "associations": [
                [
                    "document": "AWS-ApplyChefRecipes",
                    "targets": ["tag:enlist:layer": [.string(path)]],
                ],
                ["document": "AWS-RunShellScript", "targets": ["tag:a": ["b"]]],
            ],
            "instances": [
                ["id": "i-0a", "tags": ["enlist:layer": .string(path)]],
                ["id": "i-0b", "tags": ["enlist:layer": "other"]],
                ["id": "i-0c"],
            ],
        ])
        test.clock.advance(by: 60)
        _ = await test.json(
            .ssm, "SendCommand",
            ["DocumentName": "AWS-ApplyChefRecipes", "InstanceIds": ["i-0b"]])
        #expect(
            Picture(of: await test.cloud.snapshot()).description == """
                The cloud afterwards:
                  Systems Manager
                    layer \(path)
                      i-0a  running  enlist:layer="\(path)"
                        AWS-ApplyChefRecipes  Success  by association
                    layer other
                      i-0b  running  enlist:layer="other"
                        AWS-ApplyChefRecipes  Pending  by command
                  machines in no stack
                    i-0c  running

                """)
    }
}
