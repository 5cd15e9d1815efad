import Bytes
import JSON

/// The features of a stack that no layer of Systems Manager has.
struct StackLeftovers {
    private let stack: DescribedObject
    private let saved: SavedDescriptions
    private let id: String?

    /// Takes a stack and its id; nil if everything saved belongs to this stack.
    init(_ stack: DescribedObject, _ saved: SavedDescriptions, id: String?) {
        self.stack = stack
        self.saved = saved
        self.id = id
    }

    var all: [Leftover] { chef + names + people + databases + clusters }

    private var chef: [Leftover] {
        var leftovers = [
            Leftover(
                .first, "what OpsWorks told recipes about the stack",
                why: "there are no data bags `aws_opsworks_*` (Chef 12) and no attributes "
                    + "`node[:opsworks]` and `node[:deploy]` (Chef 11)",
                instead: "search the cookbooks for them, and give the recipes what they need by "
                    + "JsonAttributesContent, Parameter Store or the instance's tags"),
            Leftover(
                .later, "the recipes that OpsWorks ran itself on each instance",
                why: "users and their SSH keys, /etc/hosts, volumes and agent were theirs",
                instead: "put what is still needed into the image"),
        ]
        let version = stack.object("ConfigurationManager")?.text("Version") ?? ""
        if version.begins(with: "11") || version.begins(with: "0.9") {
            leftovers.append(
                Leftover(
                    .first, "Chef \(Leftover.quoted(version))",
                    why:
                        "its built-in cookbooks are gone, so a recipe that includes one of them fails; "
                        + "and Chef 11 installs only on old operating systems",
                    instead:
                        "put the cookbooks that are included beside your own, and move to a newer "
                        + "Chef with `--chef-version`"))
        }
        if let chef = stack.object("ChefConfiguration"), chef.flag("ManageBerkshelf") {
            leftovers.append(
                Leftover(
                    .first,
                    "Berkshelf"
                        + (chef.text("BerkshelfVersion").map { " \(Leftover.quoted($0))" } ?? ""),
                    why: "the document fetches one source, and resolves no Berksfile",
                    instead:
                        "run `berks package`, put the archive where instances can fetch it, and "
                        + "import with `--cookbooks URL`"))
        }
        if stack.object("CustomCookbooksSource") != nil, !stack.flag("UseCustomCookbooks") {
            leftovers.append(
                Leftover(
                    .later, "the source of custom cookbooks",
                    why: "the stack did not use it: UseCustomCookbooks is not true",
                    instead: "give it with `--cookbooks URL` if it is needed after all"))
        }
        return leftovers
    }

    private var names: [Leftover] {
        let theme = stack.text("HostnameTheme") ?? "Layer_Dependent"
        return [
            Leftover(
                .later, "hostnames by the theme \(Leftover.quoted(theme))",
                why: "no service counts members or assigns names here",
                instead:
                    "an instance is called by its layer and its id, as shop-i-0123456789abcdef0; "
                    + "the pipeline's step that chooses the name has a parameter for it")
        ]
    }

    private var people: [Leftover] {
        var leftovers: [Leftover] = []
        let profiles = saved.all("UserProfiles")
        if !profiles.isEmpty {
            leftovers.append(
                Leftover(
                    .later,
                    "users with SSH keys: "
                        + Leftover.quoted(
                            profiles.map { $0.text("SshUsername") ?? $0.text("Name") ?? "" }),
                    why: "no service creates accounts on instances any more",
                    instead:
                        "use Session Manager, whose permissions IAM keeps, or make accounts in "
                        + "the image"))
        }
        for permission in saved.all("Permissions", ofStack: id) {
            let level = permission.text("Level") ?? ""
            let ways = [("AllowSsh", "SSH"), ("AllowSudo", "sudo")].filter { permission.flag($0.0) }
            leftovers.append(
                Leftover(
                    .later,
                    "the permission \(Leftover.quoted(level)) of "
                        + Leftover.quoted(permission.text("IamUserArn") ?? "")
                        + (ways.isEmpty ? "" : " with \(ways.map(\.1).joined(separator: " and "))"),
                    why: "levels were OpsWorks' own",
                    instead: "give IAM permissions for ssm:StartSession, by the tag enlist:layer"))
        }
        return leftovers
    }

    private var databases: [Leftover] {
        saved.all("RdsDbInstances", ofStack: id).map { database in
            Leftover(
                .later,
                "the RDS instance "
                    + Leftover.quoted(
                        database.text("DbInstanceIdentifier")
                            ?? database.text("RdsDbInstanceArn") ?? ""),
                why: "recipes got its address, user and password from OpsWorks, which told "
                    + "`*****FILTERED*****` for the password",
                instead: "keep them in Secrets Manager; the database itself is as it was")
        }
    }

    private var clusters: [Leftover] {
        saved.all("EcsClusters", ofStack: id).map { cluster in
            Leftover(
                .later,
                "the ECS cluster "
                    + Leftover.quoted(
                        cluster.text("EcsClusterName") ?? cluster.text("EcsClusterArn") ?? ""),
                why: "no layer registers container instances",
                instead: "use an image made for ECS, and a capacity provider with the group")
        }
    }
}
