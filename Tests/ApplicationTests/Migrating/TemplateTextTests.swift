import JSON
import Testing

@testable import Application

@Suite struct TemplateTextTests {
    @Test("a template is YAML that people read")
    func whole() {
        let template: JSONValue = [
            "AWSTemplateFormatVersion": "2010-09-09",
            "Resources": [
                "Group": [
                    "Type": "AWS::AutoScaling::AutoScalingGroup",
                    "Properties": [
                        "MinSize": ["Ref": "Size"],
                        "Version": ["Fn::GetAtt": ["Template", "Latest"]],
                        "Tags": [
                            ["Key": "enlist:product", "Value": "shop", "PropagateAtLaunch": true]
                        ],
                        "Zones": ["a", ["Ref": "B"]], "Empty": [], "Nothing": .null,
                        "Arn": ["Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/X"],
                        "UserData": ["Fn::Base64": "#!/bin/sh\n\n    echo a: b # c\n"],
                    ],
                ]
            ],
        ]
        #expect(
            TemplateText(template).text == """
                AWSTemplateFormatVersion: "2010-09-09"
                Resources:
                  Group:
                    Type: AWS::AutoScaling::AutoScalingGroup
                    Properties:
                      MinSize: !Ref Size
                      Version: !GetAtt Template.Latest
                      Tags:
                        - Key: enlist:product
                          Value: shop
                          PropagateAtLaunch: true
                      Zones:
                        - a
                        - !Ref B
                      Empty: []
                      Nothing: null
                      Arn: !Sub "arn:${AWS::Partition}:iam::aws:policy/X"
                      UserData:
                        Fn::Base64: |
                          #!/bin/sh

                              echo a: b # c

                """)
    }

    @Test(
        "a text that YAML could take for something else stands in quotes",
        arguments: [
            ("web", "web"), ("/enlist/v3", "/enlist/v3"), ("tag:a", "tag:a"), ("a:", "\"a:\""),
            ("no", "\"no\""), ("Null", "\"Null\""), ("Y", "\"Y\""), ("1", "\"1\""),
            ("1e3", "\"1e3\""),
            ("", "\"\""), ("a b", "\"a b\""), ("a #b", "\"a #b\""), ("- a", "\"- a\""),
            ("*", "\"*\""),
            ("a\nb", "\"a\\nb\""), ("{{resolve:ssm:x}}", "\"{{resolve:ssm:x}}\""), ("é", "\"é\""),
            ("\u{85}", "\"\\u0085\""), ("a\u{301}", "\"a\u{301}\""), ("\"", "\"\\\"\""),
        ])
    func words(text: String, written: String) {
        #expect(TemplateText(["a": .string(text)]).text == "a: \(written)\n")
    }

    @Test(
        "lines that a block would change stand in quotes",
        arguments: ["a\nb", " a\nb\n", "a\nb\n\n", "\na\n", "a\n\tb\n", "é\nb\n", "a\r\nb\n"])
    func lines(text: String) {
        #expect(
            TemplateText(["a": .string(text)]).text
                == "a: \(JSONValue.string(text).text(escaping: .lineBreakers))\n")
    }
}
