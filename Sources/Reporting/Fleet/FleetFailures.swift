package import Pipeline
import PipelineFile

/// Why the instances of a fleet failed, grouped by failure, the most frequent first.
package struct FleetFailures {
    /// Instances that failed at the same step, with the same class and for the same reason.
    package struct Group: Sendable, Equatable {
        package let step: String
        package let failureClass: String
        /// The reason, with a `*` instead of the parts that differ between instances.
        package let reason: String
        /// In order.
        package let instances: [String]
    }

    package let groups: [Group]

    /// The number of instances of a group that the text names; the JSON names all.
    private static let named = 5

    /// Groups nodes, without those that have not failed.
    package init(_ nodes: [FleetNode]) {
        var found: [[String]: [String]] = [:]
        for node in nodes where node.summary.status == .failed {
            let key = [
                node.summary.step ?? "", node.summary.failureClass ?? "",
                Self.common(node.summary.reason ?? ""),
            ]
            found[key, default: []].append(node.id)
        }
        groups = found.map { key, instances in
            Group(
                step: key[0], failureClass: key[1], reason: key[2], instances: instances.sorted())
        }.sorted { left, right in
            left.instances.count != right.instances.count
                ? left.instances.count > right.instances.count
                : (left.step, left.failureClass, left.reason)
                    < (right.step, right.failureClass, right.reason)
        }
    }

    /// A reason without its ids, addresses and longer numbers, which differ between instances.
    static func common(_ reason: String) -> String {
        var result: [UInt8] = []
        var word: [UInt8] = []
        func end() {
            let digits = word.count(where: isDigit)
            let isID = word.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
                .contains { $0.count >= 8 && $0.count(where: isDigit) >= 2 && $0.allSatisfy(isHex) }
            let isNumber = digits >= 4 && digits == word.count
            let isAddress =
                digits >= 4 && word.count { $0 == UInt8(ascii: ".") } == 3
                && digits + 3 == word.count
            result += isID || isNumber || isAddress ? [UInt8(ascii: "*")] : word
            word = []
        }
        for byte in reason.utf8 {
            switch UnicodeScalar(byte) {
            case "0"..."9", "a"..."z", "A"..."Z", "-", ".": word.append(byte)
            default:
                end()
                result.append(byte)
            }
        }
        end()
        return String(decoding: result, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        switch UnicodeScalar(byte) {
        case "0"..."9", "a"..."f", "A"..."F": true
        default: false
        }
    }

    /// For people: a paragraph per group.
    package var lines: [String] {
        groups.flatMap { group -> [String] in
            let count = group.instances.count
            let more = count - Self.named
            let shown = group.instances.prefix(Self.named).joined(separator: " ")
            return [
                "\(count) × \(group.step), \(group.failureClass): \(group.reason)",
                "    \(shown)\(more > 0 ? " and \(more) more" : "")",
            ]
        }.map { PrintableText($0).text }
    }

    /// For programs.
    package var json: Value {
        .list(
            groups.map { group in
                .map([
                    "step": .string(group.step), "class": .string(group.failureClass),
                    "reason": .string(group.reason), "count": .integer(group.instances.count),
                    "instances": .list(group.instances.map(Value.string)),
                ])
            })
    }
}
