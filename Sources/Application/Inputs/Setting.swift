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
        do throws(BadValue) {
            value = try Setting.value(content, of: name)
        } catch {
            throw Malformed(message: "`--set \(name)=…` \(error.words)")
        }
        self.name = name
        self.text = content
    }

    /// What is wrong with a setting.
    package struct Malformed: Error, Equatable {
        package let message: String
    }

    /// What is wrong with a value, as a predicate with its remedy; the value is not repeated.
    package struct BadValue: Error, Equatable {
        package let words: String
    }

    /// Reads the value of a fact as a person writes it.
    ///
    /// - Throws: what is wrong with it.
    package static func value(_ content: String, of name: FactName) throws(BadValue) -> Value {
        let value = Facts.isText(name) ? .string(content) : try read(content)
        if name == FactKey.identity.name, InstanceIdentity(value) == nil {
            throw BadValue(
                words: "should be \(InstanceIdentity.typeName): {document: …, signature: …}")
        }
        if name == FactKey.hostname.name, !content.isEmpty, Hostname.meansMachineItself(content) {
            throw BadValue(
                words: "is not a name for an instance: every machine calls itself so, or takes it "
                    + "for an address")
        }
        return value
    }

    private static func read(_ content: String) throws(BadValue) -> Value {
        if content.isEmpty { return "" }
        do throws(Diagnostics) {
            let document = try YAMLReader.read(SourceText(content, name: "--set"))
            if let problem = document.problems.first { throw Diagnostics([problem]) }
            return document.root.value
        } catch {
            let isNumber = content.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
            throw BadValue(
                words: isNumber
                    ? "is a number that is too large or begins with 0: put it in quotes for a text"
                    : "is not YAML: put a text in double quotes")
        }
    }
}
