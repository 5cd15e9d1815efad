import Bytes
import JSON
import Pipeline

/// Reads the answers to `aws opsworks describe-*` that people saved while the service still ran.
///
/// Shapes and members are those of the API 2013-02-18. Only stacks and layers are required.
struct StackDescriptionReader: StackReader {
    let sources =
        "answers to `aws opsworks describe-stacks`, `describe-layers`, `describe-instances` and so on"

    func recognises(_ answer: SavedAnswer) -> Bool { SavedDescriptions.recognises(answer) }

    func stacks(in answers: [SavedAnswer]) throws(Failure) -> [DescribedStack] {
        let saved = SavedDescriptions(answers)
        let stacks = saved.all("Stacks")
        guard !stacks.isEmpty else { throw .noSavedStack }
        return stacks.map { stack(of: $0, saved, isOnly: stacks.count == 1) }
    }

    private func stack(
        of object: DescribedObject, _ saved: SavedDescriptions, isOnly: Bool
    ) -> DescribedStack {
        let id = object.text("StackId")
        let name = object.text("Name") ?? id ?? ""
        var stack = DescribedStack(name: name)
        stack.region = object.text("Region").flatMap { Self.isPlain($0) ? $0 : nil }
        stack.account = Self.account(in: object.text("Arn"))
        stack.cookbooks = object.flag("UseCustomCookbooks") ? source(object) : nil
        stack.chefVersion = object.object("ConfigurationManager")?.text("Version")
        let apps = saved.all("Apps", ofStack: isOnly ? nil : id)
        stack.settings = apps.flatMap { AppDescription($0).settings }
        stack.leftovers =
            DescribedShape.stack.oddities(of: object, named: name)
            + StackLeftovers(object, saved, id: isOnly ? nil : id).all
            + apps.flatMap { AppDescription($0).leftovers }
        stack.refusal = Self.isWindows(object) ? .windows(name) : nil
        for layer in saved.all("Layers", ofStack: isOnly ? nil : id) {
            let description = LayerDescription(layer, of: object, saved)
            if let leftover = description.nothingOfItsOwn {
                stack.leftovers.append(leftover)
            } else {
                stack.layers.append(description.layer)
            }
        }
        return stack
    }

    /// Whether a text has only letters, digits and `-`: it becomes a word of command lines.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
            && !text.begins(with: "-")
    }

    private static func isWindows(_ stack: DescribedObject) -> Bool {
        stack.text("DefaultOs")?.begins(with: "Microsoft Windows") == true
            || stack.object("ConfigurationManager")?.text("Version") == "12.2"
    }

    /// The account in a resource's ARN: its fifth part.
    private static func account(in arn: String?) -> String? {
        let parts = (arn ?? "").parts(at: ":")
        guard parts.count > 4, parts[4].utf8.count == 12, parts[4].utf8.allSatisfy(\.isDigit) else {
            return nil
        }
        return parts[4]
    }

    private func source(_ stack: DescribedObject) -> CookbookSource? {
        guard let object = stack.object("CustomCookbooksSource"), let url = object.text("Url"),
            let place = CookbookSource.Place(rawValue: object.text("Type") ?? "")
        else { return nil }
        var source = CookbookSource(place, url)
        source.revision = object.text("Revision")
        source.userName = object.text("Username")
        // The API returns `*****FILTERED*****` in their place.
        source.hasPassword = object.text("Password") != nil
        source.hasKey = object.text("SshKey") != nil
        return source
    }
}

extension Failure {
    fileprivate static func windows(_ stack: String) -> Failure {
        Failure(
            .refused,
            "the stack `\(stack)` is one of Windows, for which there is neither enlist nor "
                + "AWS-ApplyChefRecipes",
            remedy:
                "let State Manager run PowerShell on its instances, without enlist"
        )
    }

    fileprivate static var noSavedStack: Failure {
        Failure(
            .refused, "none of the saved answers tells of a stack",
            remedy: "add what `aws opsworks describe-stacks` and `describe-layers` once answered")
    }
}
