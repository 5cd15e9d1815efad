import JSON

/// An application of a stack, which nothing deploys any more.
struct AppDescription {
    private let object: DescribedObject

    init(_ object: DescribedObject) { self.object = object }

    private var name: String { object.text("Shortname") ?? object.text("Name") ?? "app" }

    /// The settings that recipes got through the data bag `aws_opsworks_app`, or through
    /// `node[:deploy]`.
    var settings: [DescribedSetting] {
        var settings: [DescribedSetting] = []
        if let source = object.object("AppSource") {
            for (member, word) in [("Type", "type"), ("Url", "url"), ("Revision", "revision")] {
                guard let text = source.text(member) else { continue }
                settings.append(DescribedSetting("\(name)/source/\(word)", text))
            }
        }
        for variable in object.objects("Environment") {
            guard let key = variable.text("Key") else { continue }
            let isSecret = variable.flag("Secure")
            guard isSecret || variable.text("Value") != nil else { continue }
            settings.append(
                DescribedSetting(
                    "\(name)/environment/\(key)", isSecret ? nil : variable.text("Value")))
        }
        return settings
    }

    var leftovers: [Leftover] {
        let title = Leftover.quoted(name)
        var leftovers = DescribedShape.app.oddities(of: object, named: name)
        leftovers.append(
            Leftover(
                .later, "the app \(title)" + (object.text("Type").map { " (\($0))" } ?? ""),
                why:
                    "Systems Manager knows no apps: no data bag `aws_opsworks_app`, no `node[:deploy]`, "
                    + "and no command that deploys",
                instead:
                    "let the deploy recipes read the app's settings from Parameter Store, where "
                    + "parameters.sh puts them, or deploy with CodeDeploy"))
        let credentials = object.object("AppSource").map { source in
            ["Username", "Password", "SshKey"].contains { source.text($0) != nil }
        }
        if credentials == true {
            leftovers.append(
                Leftover(
                    .later, "the credentials of the source of the app \(title)",
                    why: "OpsWorks returned `*****FILTERED*****` instead of secrets",
                    instead: "keep them in a SecureString that the deploy recipes read"))
        }
        if object.flag("EnableSsl") {
            leftovers.append(
                Leftover(
                    .later, "the certificate of the app \(title)",
                    why: "it does not go into files here, as its private key would",
                    instead: "import it into ACM, and let a load balancer use it"))
        }
        let domains = object.texts("Domains")
        if !domains.isEmpty {
            leftovers.append(
                Leftover(
                    .later, "the domains of the app \(title): \(Leftover.quoted(domains))",
                    why: "OpsWorks told them to recipes only",
                    instead: "let the recipes have them as attributes"))
        }
        for source in object.objects("DataSources") where source.text("Arn") != nil {
            leftovers.append(
                Leftover(
                    .later,
                    "the database of the app \(title): "
                        + Leftover.quoted(source.text("Arn") ?? ""),
                    why: "OpsWorks told recipes its address and password, which it never showed",
                    instead: "keep both in Secrets Manager, and let the recipes read them"))
        }
        let empty = object.objects("Environment").filter {
            !$0.flag("Secure") && $0.text("Value") == nil
        }
        if !empty.isEmpty {
            leftovers.append(
                Leftover(
                    .later,
                    "empty variables of the app \(title): "
                        + Leftover.quoted(empty.compactMap { $0.text("Key") }),
                    why: "a parameter of Parameter Store cannot be empty",
                    instead: "let the recipes take a missing parameter for an empty one"))
        }
        return leftovers
    }
}
