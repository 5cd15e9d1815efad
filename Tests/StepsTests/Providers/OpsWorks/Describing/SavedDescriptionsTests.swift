import JSON
import Testing

@testable import Steps

@Suite struct SavedDescriptionsTests {
    @Test(
        "answers of other services that list things of the same name are not taken",
        arguments: [
            (#"{"Stacks": [{"StackName": "a", "StackStatus": "CREATE_COMPLETE"}]}"#, false),
            (#"{"Stacks": [{"Name": "a", "StackId": "b"}]}"#, true),
            (#"{"Volumes": [{"VolumeId": "vol-1", "Attachments": []}]}"#, false),
            (#"{"Volumes": [{"VolumeId": "1", "Ec2VolumeId": "vol-1"}]}"#, true),
            (#"{"Layers": [{"LayerName": "a", "LayerArn": "b"}]}"#, false),
            (#"{"Layers": []}"#, true), (#"{"Layers": 1}"#, false), (#"{"Layers": [1]}"#, false),
            (#"{"Parameters": []}"#, false),
            (#"{"AgentInstallerUrl": "a", "Parameters": {}}"#, true), ("[]", false), ("{}", false),
        ])
    func recognition(text: String, isOurs: Bool) throws {
        let answer = SavedAnswer(name: "a.json", try JSONParser.parse(Array(text.utf8)))
        #expect(SavedDescriptions.recognises(answer) == isOurs)
    }

    @Test("what was saved twice is there once")
    func twice() throws {
        let text = #"{"Layers": [{"LayerId": "a"}, {"LayerId": "b"}]}"#
        let answer = SavedAnswer(name: "a.json", try JSONParser.parse(Array(text.utf8)))
        #expect(SavedDescriptions([answer, answer]).all("Layers").count == 2)
    }
}
