import Bytes
import JSON
import Pipeline

/// The script that writes a stack's secrets and settings to Parameter Store.
struct StackParameters {
    private let stack: DescribedStack
    private let secrets: [String]
    private let wishes: ImportWishes

    init(_ stack: DescribedStack, secrets: [String], _ wishes: ImportWishes) {
        self.stack = stack
        self.secrets = secrets
        self.wishes = wishes
    }

    /// Settings with names that no parameter can have.
    var leftovers: [Leftover] {
        let names = stack.settings.map(\.path).filter { path(of: $0) == nil }
        guard !names.isEmpty else { return [] }
        return [
            Leftover(
                .later, "the settings \(Leftover.quoted(names))",
                why: "names in Parameter Store have letters, digits, `.`, `-` and `_` only",
                instead: "put them under other names, from where the recipes read them")
        ]
    }

    private func path(of setting: String) -> String? {
        ParameterPath("\(wishes.settingPath)/\(setting)")?.text
    }

    /// The script; nil if there is nothing to write.
    var script: String? {
        let settings = stack.settings.compactMap { setting in
            path(of: setting.path).map { ($0, setting.value) }
        }
        let plain = settings.compactMap { name, value in value.map { put(name, $0) } }
        let hidden = secrets + settings.filter { $0.1 == nil }.map(\.0)
        guard !plain.isEmpty || !hidden.isEmpty else { return nil }
        var text = """
            #!/bin/sh
            # Puts what the stack's layers read into Parameter Store.
            set -eu

            """
        if !plain.isEmpty {
            text += "\n# What apps were told. Recipes have to read it from here.\n"
            text += plain.joined()
        }
        if !hidden.isEmpty {
            text += """

                # Secrets, which OpsWorks never told (*****FILTERED*****). Each comes from a file of its own in the
                # folder that is given; delete the files afterwards.
                secrets=${1:?usage: parameters.sh FOLDER-OF-SECRETS}
                secret() {
                    [ -s "$secrets/$1" ] || { echo "put the secret for $2 into $secrets/$1" >&2; exit 1; }
                    aws ssm put-parameter --type SecureString --overwrite --name "$2" --value "file://$secrets/$1"\(region)
                }

                """
            text += hidden.map { "secret \(fileName($0)) \($0)\n" }.joined()
        }
        return text
    }

    private var region: String { wishes.region.map { " --region \($0)" } ?? "" }

    /// By `--cli-input-json`: version 1 of the aws-cli fetches a `--value` that is an address.
    private func put(_ name: String, _ value: String) -> String {
        let input: JSONValue = [
            "Name": .string(name), "Type": "String", "Value": .string(value),
            "Overwrite": true,
        ]
        let word = input.line.replacing(bytes: "'", by: "'\\''")
        return "aws ssm put-parameter --cli-input-json '\(word)'\(region)\n"
    }

    /// The part after the stack's path, as one file name.
    private func fileName(_ parameter: String) -> String {
        let rest =
            parameter.rest(after: "\(wishes.settingPath)/")
            ?? parameter.parts(at: "/").last ?? parameter
        return rest.replacing(bytes: "/", by: ".")
    }
}
