import Bytes
import Glibc
import Pipeline

/// The end of the agent's log, which shows why the agent rests.
///
/// Its lines begin with the local time: `2026-11-29 21:05:33.1204 INFO [CredentialRefresher]
/// Sleeping for 27m15s before retrying retrieve credentials`. It may be behind by a second or two.
struct AgentLog: Sendable {
    static let path = "/var/log/amazon/ssm/amazon-ssm-agent.log"
    /// The agent's second log, which repeats its errors.
    static let errorsPath = "/var/log/amazon/ssm/errors.log"
    private static let most = 1 << 16

    private let lines: [String]

    init(_ root: MachineRoot) {
        let content = root.tail(Self.path, bytes: Self.most) ?? []
        lines = content.split(separator: UInt8(ascii: "\n")).map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// The core's sleep until it retries its credentials; nil if it has them, or logs nothing.
    var sleep: AgentRest? {
        guard
            let last = lines.lastIndex(where: {
                $0.contains(bytes: "before retrying retrieve credentials")
            }),
            !lines[last...].contains(where: { $0.contains(bytes: "Credentials ready") }),
            let began = Self.time(of: lines[last]), let length = Self.sleep(in: lines[last])
        else { return nil }
        let reason = lines[..<last].last { Self.cause(of: $0) != .other }
        return AgentRest(
            kind: .asleep, cause: reason.map(Self.cause) ?? .other, began: began,
            until: began + length, words: reason.map(Self.message))
    }

    /// When the agent started, by the machine's clock; nil if the end of the log does not show it.
    var start: Duration? {
        lines.last { $0.contains(bytes: "Starting Core Agent") }.flatMap(Self.time)
    }

    /// Looks for an association's run that the agent gave up because its document worker was gone.
    ///
    /// The script may still run. Systems Manager gets no reason.
    ///
    /// - Parameter run: the association's id and the time of its run, with a dot between.
    /// - Returns: whether there is such a line.
    func hasLostWorker(of run: String) -> Bool {
        lines.contains {
            $0.contains(bytes: "[\(run)]")
                && $0.contains(bytes: "ipc messaging received timeout signal")
        }
    }

    /// Why the worker hibernates, according to its last message.
    var hibernation: (cause: AgentRest.Cause, words: String)? {
        lines.last { $0.contains(bytes: "Entering SSM Agent hibernate") }
            .map { (Self.cause(of: $0), Self.message($0)) }
    }

    private static let signs: [(AgentRest.Cause, [String])] = [
        (.throttled, ["ThrottlingException", "Rate exceeded"]),
        (.denied, ["AccessDenied", "not authorized"]),
        (.noRole, ["EC2RoleRequestError", "no EC2 instance role found"]),
    ]

    private static func cause(of line: String) -> AgentRest.Cause {
        for (cause, signs) in signs where signs.contains(where: { line.contains(bytes: $0) }) {
            return cause
        }
        return .other
    }

    /// The line without its time and level, shortened for a message.
    private static func message(_ line: String) -> String {
        let words = line.utf8.split(separator: UInt8(ascii: " "), maxSplits: 3)
        return String(decoding: (words.last ?? Substring(line).utf8).prefix(400), as: UTF8.self)
    }

    /// When the line was written, by the machine's clock.
    private static func time(of line: String) -> Duration? {
        let numbers = line.utf8.prefix(19)
            .split { !$0.isDigit }
            .compactMap { Int32(Substring($0)) }
        guard numbers.count == 6, (1970...9999).contains(numbers[0]) else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (
            numbers[0] - 1900, numbers[1] - 1, numbers[2]
        )
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        parts.tm_isdst = -1
        let seconds = mktime(&parts)
        return seconds > 0 ? .seconds(seconds) : nil
    }

    /// A duration as Go writes it: `27m15s`, `1h0m0s`, `5m0.5s`.
    private static func sleep(in line: String) -> Duration? {
        let words = line.utf8.split(separator: UInt8(ascii: " "))
        guard let place = words.firstIndex(where: { $0.elementsEqual("for".utf8) }),
            place + 1 < words.count
        else { return nil }
        var total = 0.0
        var digits = ""
        for byte in words[place + 1] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."):
                digits.unicodeScalars.append(UnicodeScalar(byte))
            case UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s"):
                guard let number = Double(digits), number <= 1e6 else { return nil }
                total +=
                    number * (byte == UInt8(ascii: "h") ? 3600 : byte == UInt8(ascii: "m") ? 60 : 1)
                digits = ""
            default: return nil
            }
        }
        return digits.isEmpty && total > 0 ? .seconds(total) : nil
    }
}
