import AWS
import Bytes
import Pipeline

/// The IAM user that an instance registers as if it does not use its instance profile.
///
/// Its name and policy are those of `aws opsworks register` (1.32.117), with two differences. Its
/// path has the instance's id in it, so that the next run recognises its own users. And that
/// command first tries a managed policy that allows registering with every stack; this user may
/// only register with its own, and for 15 minutes.
enum RegistrationUser {
    static let groupPath = "/AWS/OpsWorks/"
    static let policyName = "OpsWorks-Instance"
    /// The number of names to try if the plain one is taken.
    private static let mostNames = 20

    /// The path of an instance's users, which identifies them as its own.
    static func path(ofInstance id: String) -> String { groupPath + cleaned(id) + "/" }

    /// The group of all users of a stack.
    static func group(of stack: Stack) -> String { "OpsWorks-" + cleaned(stack.id) }

    /// The names to try for the user, in order.
    static func names(stack: Stack, hostname: String) -> [String] {
        let base =
            "OpsWorks-\(shortened(cleaned(stack.name)))-\(shortened(cleaned(hostname)))"
        return (0..<mostNames).map { $0 == 0 ? base : "\(base)+\($0)" }
    }

    /// The policy of a user that may register with one stack, for 15 minutes from now.
    static func policy(stackARN: String, now: Moment) -> String {
        let expiry = Moment(elapsed: now.elapsed, sinceEpoch: now.sinceEpoch + .seconds(15 * 60))
        let document: Value = [
            "Version": "2012-10-17",
            "Statement": [
                [
                    "Action": "opsworks:RegisterInstance", "Effect": "Allow",
                    "Resource": .string(stackARN),
                    "Condition": [
                        // To the second, as the aws-cli writes it.
                        "DateLessThan": [
                            "aws:CurrentTime": .string(expiry.timestamp.beginning(19) + "Z")
                        ]
                    ],
                ]
            ],
        ]
        return document.json
    }

    /// Replaces each run of characters that IAM does not accept in a name by one `-`.
    private static func cleaned(_ name: String) -> String {
        var result = ""
        var isInRun = false
        for scalar in name.unicodeScalars {
            let isTaken =
                scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                    || "+=,.@_-".unicodeScalars.contains(scalar))
            if isTaken {
                result.unicodeScalars.append(scalar)
            } else if !isInRun {
                result += "-"
            }
            isInRun = !isTaken
        }
        return result
    }

    /// A cleaned name, shortened to 25 characters by leaving out the middle.
    private static func shortened(_ name: String) -> String {
        let bytes = name.utf8
        guard bytes.count > 25 else { return name }
        return name.beginning(11) + "..." + name.dropping(bytes: bytes.count - 11)
    }
}
