import Bytes
import JSON

/// The place from which AWS-ApplyChefRecipes fetches cookbooks, as its parameters SourceType and
/// SourceInfo.
///
/// The forms are those of AWS' page on State Manager and Chef. What that page leaves open comes
/// from the source of the agent's `aws:downloadContent` (amazon-ssm-agent,
/// agent/plugins/downloadcontent): it takes a Git branch for a complete reference name, and refuses
/// a host that is in no known_hosts.
struct ChefSource {
    let type: String
    let info: JSONValue
    /// The names of secrets that it refers to.
    let secrets: [String]
    /// The policy statements that an instance's role needs for it.
    private(set) var statements: [JSONValue] = []
    private(set) var leftovers: [Leftover] = []

    /// Takes a source; nil for one that the document cannot fetch.
    ///
    /// - Parameters:
    ///   - source: as the stack had it.
    ///   - folder: the path below which its secrets are kept.
    init?(_ source: CookbookSource, secretsBelow folder: String) {
        var members: [JSONValue.Member] = []
        var secrets: [String] = []
        func secret(_ name: String) -> JSONValue {
            // Older agents know a reference by letters, digits, `_`, `-` and `/`.
            let path = "\(folder)/\(name)".replacing(bytes: ".", by: "-")
            secrets.append(path)
            return .string("{{ssm-secure:\(path)}}")
        }
        func logIn() {
            guard source.hasPassword || source.userName != nil else { return }
            members.append(.init("username", secret("username")))
            members.append(.init("password", secret("password")))
        }
        switch source.place {
        case .subversion: return nil
        case .s3:
            type = "S3"
            members.append(.init("path", .string(source.url)))
            if let bucket = Self.bucket(of: source.url) {
                statements = Self.reading(bucket)
            }
            leftovers = [Self.storePermissions(source)]
        case .archive:
            type = "HTTP"
            members.append(.init("url", .string(source.url)))
            if source.url.begins(with: "http://") {
                members.append(.init("allowInsecureDownload", true))
                leftovers.append(Self.insecure(source.url))
            }
            if source.hasPassword || source.userName != nil {
                members.append(.init("authMethod", "Basic"))
            }
            logIn()
        case .git:
            type = "Git"
            members.append(.init("repository", .string(source.url)))
            if let revision = source.revision {
                members.append(.init("getOptions", .string(Self.checkout(revision))))
                if !Self.isCommit(revision) { leftovers.append(Self.reference(revision)) }
            }
            if source.isWeb {
                logIn()
            } else {
                members.append(.init("privateSSHKey", secret("ssh-key")))
                leftovers.append(Self.hostKey(source.url))
            }
        }
        self.secrets = secrets
        if !secrets.isEmpty { leftovers.append(Self.unnamedSecrets(source)) }
        info = .object(members)
    }

    /// The agent resolves a branch as a reference name, and a clone has branches as its remote's.
    private static func checkout(_ revision: String) -> String {
        if isCommit(revision) { return "commitID:\(revision)" }
        return "branch:" + (revision.begins(with: "refs/") ? "" : "refs/remotes/origin/") + revision
    }

    private static func isCommit(_ revision: String) -> Bool {
        revision.utf8.count == 40 && revision.utf8.allSatisfy(\.isHexDigit)
    }

    // MARK: S3

    /// The bucket in an address of either style; nil if it cannot be determined.
    static func bucket(of url: String) -> String? {
        let parts = url.parts(at: "/", most: 4)
        guard parts.count > 3 else { return nil }
        let labels = parts[2].parts(at: ".")
        guard let store = labels.firstIndex(where: { $0.isSpelled("s3") || $0.begins(with: "s3-") })
        else { return nil }
        let name = store == 0 ? parts[3] : labels[..<store].joined(separator: ".")
        let isName =
            (3...63).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                byte.isDigit || (0x61...0x7A).contains(byte) || ".-_".utf8.contains(byte)
            }
        return isName ? name : nil
    }

    /// The agent lists what is below the path before it fetches it.
    static func reading(_ bucket: String) -> [JSONValue] {
        [
            [
                "Effect": "Allow", "Action": "s3:ListBucket",
                "Resource": .string("arn:aws:s3:::\(bucket)"),
            ],
            [
                "Effect": "Allow", "Action": "s3:GetObject",
                "Resource": .string("arn:aws:s3:::\(bucket)/*"),
            ],
        ]
    }

    private static func storePermissions(_ source: CookbookSource) -> Leftover {
        Leftover(
            .later,
            (source.userName != nil || source.hasPassword ? "the access key for" : "reading")
                + " \(Leftover.quoted(source.url))",
            why: "the document reads S3 with the instance's role. AWS' page asks for "
                + "AmazonS3ReadOnlyAccess; the role in group.yaml may list and read "
                + (bucket(of: source.url).map { "the bucket \(Leftover.quoted($0)) only" }
                    ?? "nothing yet, as the address names no bucket"),
            instead:
                "keep no access key in use for it; add kms:Decrypt if the bucket has a key of its own"
        )
    }

    // MARK: Checks for people

    private static func reference(_ revision: String) -> Leftover {
        Leftover(
            .first, "the revision \(Leftover.quoted(revision))",
            why:
                "OpsWorks took a branch or a tag; the agent takes the name of a reference, and this one is "
                + "written as a branch",
            instead:
                "if it is a tag, write \(Leftover.quoted("branch:refs/tags/\(revision)")) in getOptions"
        )
    }

    private static func unnamedSecrets(_ source: CookbookSource) -> Leftover {
        Leftover(
            .first,
            (source.place == .git && !source.isWeb
                ? "the SSH key" : "the user name and the password")
                + " for \(Leftover.quoted(source.url))",
            why: "OpsWorks returned `*****FILTERED*****` instead of secrets",
            instead: "put each into a file of its own, and run parameters.sh")
    }

    private static func hostKey(_ url: String) -> Leftover {
        Leftover(
            .first, "the host key of \(Leftover.quoted(url))",
            why: "the agent refuses a host that is in no known_hosts",
            instead: "put the host's key into /etc/ssh/ssh_known_hosts of the image")
    }

    private static func insecure(_ url: String) -> Leftover {
        Leftover(
            .first, "the unencrypted address \(Leftover.quoted(url))",
            why: "anyone on the network path can change what root runs",
            instead: "serve the archive by https, and take allowInsecureDownload away")
    }
}
