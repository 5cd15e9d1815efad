import AWS
import HTTP
import Pipeline

// The wording of registration failures, which belongs to no other module.

extension Failure {
    static func badHostname(_ name: String) -> Failure {
        Failure(
            .refused, "\(name.debugDescription) is not a hostname that OpsWorks takes",
            remedy: "use letters, digits and `-`, at most 63 characters, no `-` at either end")
    }

    static func hostnameTaken(_ name: String, by member: OpsWorks.Instance) -> Failure {
        let owner = member.ec2InstanceID ?? member.id
        return Failure(
            .conflict, "the hostname `\(name)` is taken by \(owner)",
            remedy: "choose another: the policy of this step goes back to `choose-hostname` for it")
    }

    static func registeredOtherwise(_ member: OpsWorks.Instance, hostname: String) -> Failure {
        Failure(
            .conflict,
            "the instance is a member already, as `\(member.hostname ?? member.id)` and not as "
                + "`\(hostname)`",
            remedy: "take that name: the policy of this step goes back to `choose-hostname` for it")
    }

    static func memberElsewhere(_ other: OtherStacks.Membership) -> Failure {
        let member = other.member
        return Failure(
            .refused,
            "the instance is a member of another stack, `\(other.stack)`, as "
                + "`\(member.hostname ?? member.id)`",
            remedy: "deregister it there first: aws opsworks deregister-instance "
                + "--instance-id \(member.id) --region \(other.apiRegion)")
    }

    static func noBootRegistration(_ url: String) -> Failure {
        Failure(
            .refused,
            "the agent's installer from \(url) has no opsworks-agent-installer/boot-registration",
            remedy: "check what is at this address: it is not the OpsWorks agent's installer")
    }

    static func noAssetsBucket(_ stackID: String) -> Failure {
        Failure(
            .refused,
            "the provisioning parameters of the stack \(stackID) have no assets_download_bucket",
            remedy: "check that the endpoint is the service's own")
    }

    /// The failure for an answer that is not the installer; `now` is in seconds since 1970, nil if
    /// there is no retry.
    static func installerNotServed(
        _ url: String, _ response: HTTPResponse, now: Int? = nil
    ) -> Failure {
        let status = response.status
        let wait = now.flatMap(response.retryAfter)
        let message = "the agent's installer is unavailable: \(url) answers with HTTP \(status)"
        return switch status {
        case 429:
            Failure(
                .throttled, message, remedy: "wait: too many ask for it at once",
                retryAfter: wait)
        case 500...:
            Failure(
                .transient, message, remedy: "wait, or check the way from the instance to S3",
                retryAfter: wait)
        default:
            Failure(
                .refused, message,
                remedy: "check the address that OpsWorks names, and what stands between")
        }
    }

    static func wrongHash(_ url: String, expected: String, found: String) -> Failure {
        Failure(
            .refused, "the agent's installer from \(url) hashes to \(found), not to \(expected)",
            remedy: "find out why it has changed before you trust it; then correct `sha256`")
    }

    static func insecureInstaller(_ url: String) -> Failure {
        Failure(
            .refused, "the agent's installer would come from \(url.debugDescription), not by HTTPS",
            remedy: "have OpsWorks name an HTTPS address: the installer runs as root")
    }

    static func installerLeavesRoot(_ url: String, root: String) -> Failure {
        Failure(
            .refused,
            "the agent's installer from \(url.debugDescription) would install on this machine, and "
                + "not below ENLIST_ROOT (\(root))",
            remedy: "unset ENLIST_ROOT on the instance that is to join; below a root, use an "
                + "installer on loopback, as that of `localcloud`")
    }

    static func stillRegistered(_ name: String, _ reason: Failure) -> Failure {
        Failure(
            reason.failureClass, "\(name) may still be registered: \(reason.message)",
            remedy: "look for it with aws opsworks describe-instances, then: "
                + "aws opsworks deregister-instance --instance-id …",
            details: reason.details, retryAfter: reason.retryAfter, cause: reason.cause)
    }

    static let stillListed = Failure(
        .timeout, "OpsWorks goes on listing it", remedy: "look at it in OpsWorks")

    static func userLeft(below path: String, _ reason: Failure) -> Failure {
        Failure(
            reason.failureClass,
            "an IAM user of the instance may be left below \(path): \(reason.message)",
            remedy: "run enlist again, which removes it, or delete it by hand: "
                + "aws iam list-users --path-prefix \(path)",
            details: reason.details, retryAfter: reason.retryAfter, cause: reason.cause)
    }

    static func noUserNameLeft(_ name: String, tried: Int) -> Failure {
        Failure(
            .refused, "the IAM user name \(name) and \(tried - 1) names made of it are taken",
            remedy: "delete the users of instances that are gone, under /AWS/OpsWorks/")
    }
}
