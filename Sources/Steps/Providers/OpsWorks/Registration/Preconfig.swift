package import JSON
package import Pipeline

/// The file that identifies the instance to the OpsWorks agent's installer.
///
/// One parameter per line, sorted by name: `:key: <JSON value>`. The installer reads it as YAML
/// with Ruby symbols for keys. It is the text that `aws opsworks register` means to write (aws-cli
/// 1.32.117, `_to_ruby_yaml`), byte for byte, Python's JSON style included. (That command then has
/// a shell expand `$` and `\` in it; this one does not.)
package struct Preconfig: Sendable {
    /// The file's content.
    package let text: String

    /// Takes the parameters.
    ///
    /// - Throws: a failure of class `refused` for a name that would break its line.
    package init(_ parameters: [String: JSONValue]) throws(Failure) {
        for name in parameters.keys where !Self.isName(name) {
            throw Failure(
                .refused,
                "the service's provisioning parameter \(name.debugDescription) has no name",
                remedy: "report this to the service's operator")
        }
        text =
            parameters
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { ":\($0.key): \($0.value.textByPython)\n" }
            .joined()
    }

    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "-" }
    }
}
