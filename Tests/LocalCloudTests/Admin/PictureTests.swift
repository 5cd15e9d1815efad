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
                  machines in no stack of OpsWorks
                    i-0a  running  Name="x" b="y"

                """)
    }
}
