/// The AWS-owned documents in this cloud.
enum AmazonDocuments {
    /// All of them, by name.
    static let all: [String: StoredDocument] = {
        var documents = [
            StoredDocument(named: "AWS-ApplyChefRecipes"),
            StoredDocument(named: "AWS-RunRemoteScript"),
        ]
        let known = [("AWS-RunShellScript", runShellScript), ("AWS-RefreshAssociation", refresh)]
        documents += known.compactMap { try? StoredDocument(named: $0.0, $0.1) }
        return Dictionary(uniqueKeysWithValues: documents.map { ($0.name, $0) })
    }()

    private static let runShellScript: JSONValue = [
        "schemaVersion": "1.2",
        "description": "Run a shell script or specify the commands to run.",
        "parameters": [
            "commands": [
                "type": "StringList",
                "description": "(Required) Specify a shell script or a command to run.",
                "minItems": .number(1), "displayType": "textarea",
            ],
            "workingDirectory": [
                "type": "String", "default": "",
                "description": "(Optional) The path to the working directory on your instance.",
                "maxChars": .number(4096),
            ],
            "executionTimeout": [
                "type": "String", "default": "3600",
                "description": """
                (Optional) The time in seconds for a command to complete before it is considered to \
                have failed. Default is 3600 (1 hour). Maximum is 172800 (48 hours).
                """,
                "allowedPattern": """
                ([1-9][0-9]{0,4})|(1[0-6][0-9]{4})|(17[0-1][0-9]{3})|(172[0-7][0-9]{2})|(172800)
                """,
            ],
        ],
        "runtimeConfig": [
            "aws:runShellScript": [
                "properties": [
                    [
                        "id": "0.aws:runShellScript", "runCommand": "{{ commands }}",
                        "workingDirectory": "{{ workingDirectory }}",
                        "timeoutSeconds": "{{ executionTimeout }}",
                    ]
                ]
            ]
        ],
    ]

    private static let refresh: JSONValue = [
        "schemaVersion": "1.2",
        "description": "Run associations on demand.",
        "parameters": [
            "associationIds": [
                "type": "StringList", "default": [],
                "description": """
                (Optional) List of association IDs. If empty, all associations bound to the \
                specified target are applied.
                """,
                "displayType": "textarea",
            ]
        ],
        "runtimeConfig": [
            "aws:refreshAssociation": [
                "properties": [
                    [
                        "id": "0.aws:refreshAssociation",
                        "associationIds": "{{ associationIds }}",
                    ]
                ]
            ]
        ],
    ]
}
