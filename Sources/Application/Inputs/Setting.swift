import Bytes
package import Pipeline
import PipelineFile
import Steps

/// One `--set fact=value`.
package struct Setting: Equatable {
    package let name: FactName
    package let value: Value
    /// The value as written.
    package let text: String

    /// Reads a setting.
    ///
    /// A fact that is known to be a string takes the value as it stands; of any other, the value is
    /// read as in a pipeline file, so that `--set ready=true` is a boolean.
    ///
    /// - Throws: what is wrong with it; the value is not repeated.
    package init(_ text: String) throws(Malformed) {
        guard let (word, content) = text.halves(around: "=") else {
            throw Malformed(
                message: "`--set` takes a fact and its value with `=` between them, "
                    + "as in --set hostname=web1")
        }
        guard let name = FactName(word) else {
            throw Malformed(
                message: "`--set` takes a fact's name before the `=`: words of lower-case letters, "
                    + "digits and `-`, joined by dots, as in --set instance.region=eu-west-1")
        }
        let value: Value
        if Facts.isText(name) {
            value = .string(content)
        } else {
            value = try Setting.read(content, for: name)
        }
        if name == FactKey.identity.name, InstanceIdentity(value) == nil {
            throw Malformed(
                message: "`--set \(name)=…` should be \(InstanceIdentity.typeName): "
                    + "{document: …, signature: …}")
        }
        if name == FactKey.hostname.name, !content.isEmpty, Hostname.meansMachineItself(content) {
            throw Malformed(
                message:
                    "`--set \(name)=\(content)` is no name of an instance: every machine calls "
                    + "itself so, or takes it for an address")
        }
        self.name = name
        self.text = content
        self.value = value
    }

    /// What is wrong with a setting.
    package struct Malformed: Error, Equatable {
        package let message: String
    }

    private static func read(_ content: String, for name: FactName) throws(Malformed) -> Value {
        if content.isEmpty { return "" }
        do throws(Diagnostics) {
            let document = try YAMLReader.read(SourceText(content, name: "--set \(name)"))
            if let problem = document.problems.first { throw Diagnostics([problem]) }
            return document.root.value
        } catch {
            throw Malformed(
                message: "the value of `--set \(name)=…` is not YAML: put a text in double quotes")
        }
    }
}
