import Foundation
import LocalCloud
import Testing

struct ScenarioTests {
    private static let examples = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/examples")

    @Test func `the default scenario is the example of that name`() throws {
        let file = Self.examples.appendingPathComponent("scenarios/default.json").path
        #expect(try Scenario(file: file) == Scenario.standard)
    }

    @Test(arguments: ["classic", "fleet-12", "user-data-script"])
    func `an example scenario can be read`(name: String) throws {
        let file = Self.examples.appendingPathComponent("scenarios/\(name).json").path
        #expect(try !Scenario(file: file).instances.isEmpty)
    }

    @Test func `the example faults can be read`() throws {
        let file = Self.examples.appendingPathComponent("faults/bad-day.json").path
        #expect(try FaultRule.rules(file: file).count == 6)
    }

    private static let nonsense: [(JSONValue, String)] = [
        (
            [],
            ": must be an object, but is a list\n    remedy: correct it, as docs/local-cloud.md describes"
        ),
        (
            ["stack": []],
            "stack: there is no such key here\n    remedy: use one of: account, associations, buckets, clock-offset, cloudformation, default-host-management, documents, domain, faults, imds-v1, installer-url, instances, nodes, parameters, partition, refuses-unknown-ids, region, stacks, timings"
        ),
        (
            ["stacks": [["region": "x"]]],
            "stacks[0].name: is missing\n    remedy: add it, as docs/local-cloud.md describes"
        ),
        (
            ["stacks": [["name": .number(3)]]],
            "stacks[0].name: must be a string, but is 3\n    remedy: correct it, as docs/local-cloud.md describes"
        ),
        (
            ["stacks": [["name": "a", "hostname-theme": "Fruit"]]],
            "stacks[0].hostname-theme: cannot be \"Fruit\"\n    remedy: use one of: Layer_Dependent, Baked_Goods, Clouds, Europe_Cities, Fruits, Greek_Deities_and_Titans, Legendary_creatures_from_Japan, Planets_and_Moons, Roman_Deities, Scottish_Islands, US_Cities, Wild_Cats"
        ),
        (
            ["stacks": [["name": "a", "members": [["hostname": "h", "layers": ["x"]]]]]],
            "stacks[0].members[0].layers: the stack has no layer \"x\"\n    remedy: add it to the stack's `layers`"
        ),
        (
            ["instances": [["count": .number(0)]]],
            "instances[0].count: must be a whole number from 1 to 2000, but is 0\n    remedy: correct it, as docs/local-cloud.md describes"
        ),
        (
            ["instances": [["id": "i-0a"], ["id": "i-0a"]]],
            "instances[1].id: \"i-0a\" is there already\n    remedy: give each its own"
        ),
        (
            [
                "instances": [
                    ["auto-scaling": ["group": "other", "hook": "h", "state": "InService"]],
                    ["auto-scaling": ["group": "g", "hook": "h", "state": "InService"]],
                    ["auto-scaling": ["group": "g", "hook": "h", "state": "Terminating:Wait"]],
                ]
            ],
            "instances[2].auto-scaling.hook: \"h\" is there already\n    remedy: give each its own"
        ),
        (
            ["timings": ["assigning": .number(-1)]],
            "timings.assigning: must be a number that is not negative, but is -1\n    remedy: correct it, as docs/local-cloud.md describes"
        ),
    ]

    @Test(arguments: nonsense)
    func `a scenario that makes no sense is refused with its place`(
        scenario: JSONValue, text: String
    ) {
        let error = #expect(throws: ScenarioError.self) { try Scenario(scenario) }
        #expect(error?.description == text)
    }

    @Test func `a file that is missing or no JSON is named`() throws {
        let missing = #expect(throws: ScenarioError.self) {
            try Scenario(file: "/nowhere/scenario.json")
        }
        #expect(missing?.description.hasPrefix("/nowhere/scenario.json: cannot be read: ") == true)
        let binary = #expect(throws: ScenarioError.self) { try Scenario(file: #filePath) }
        #expect(binary == .notJSON(file: #filePath))
    }
}
