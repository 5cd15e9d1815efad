import AWS
import Bytes
import Cryptography
import JSON
import Pipeline

/// How a run ended, in the shapes of Systems Manager.
struct SummaryRecord: Sendable {
    /// The type of inventory and of compliance.
    static let type = "Custom:Enlist"
    private static let schemaVersion = "1.0"

    let inventory: SystemsManager.InventoryItem
    let compliance: SystemsManager.Compliance

    /// Makes the record.
    ///
    /// - Parameters:
    ///   - summary: how the run ended.
    ///   - moment: now.
    /// - Throws: `CryptographyFailure` where the machine's library has no SHA-256.
    init(_ summary: RunSummary, at moment: Moment) throws(CryptographyFailure) {
        let content = summary.attributes
        // The service compares hashes and does not make them; the agent's own are MD5.
        let hash = try SHA256.base64(of: JSONValue.texts(content).text())
        inventory = SystemsManager.InventoryItem(
            type: Self.type, schemaVersion: Self.schemaVersion,
            capturedAt: String(decoding: moment.timestamp.utf8.prefix(19), as: UTF8.self) + "Z",
            contentHash: hash, content: content)
        compliance = SystemsManager.Compliance(
            type: Self.type, executedAt: Int(moment.sinceEpoch.components.seconds),
            executionID: summary.run, contentHash: hash,
            items: summary.steps.map { Self.item($0, of: summary, content) })
    }

    /// One step; what failed says why.
    private static func item(
        _ step: RunSummary.Step, of summary: RunSummary, _ content: [String: String]
    ) -> SystemsManager.Compliance.Item {
        let isGuilty = summary.step?.isSpelled(step.id) ?? false
        var details = [
            "run": summary.run, "fate": step.fate.rawValue, "attempts": "\(step.attempts)",
            "milliseconds": "\(Int64((step.duration / .milliseconds(1)).rounded()))",
        ]
        if isGuilty {
            details["class"] = content["class"]
            details["reason"] = content["reason"]
        }
        return SystemsManager.Compliance.Item(
            id: step.id, title: "\(summary.pipeline): \(step.id)",
            isCompliant: !isGuilty && step.fate != .failed, details: details)
    }

    /// Writes the file that the agent gathers, where the agent keeps its own.
    ///
    /// The agent takes any `*.json` there when an association gathers inventory, and leaves out what is
    /// unchanged.
    ///
    /// - Parameters:
    ///   - home: where the agent keeps what it does for the instance; nothing is written without it.
    ///   - root: the machine's.
    /// - Throws: `MachineError`.
    func write(_ home: String, below root: MachineRoot) throws(MachineError) {
        guard try root.has(home) else { return }
        let item: JSONValue = [
            "SchemaVersion": .string(inventory.schemaVersion), "TypeName": .string(inventory.type),
            "Content": .texts(inventory.content),
        ]
        try root.write(
            Array("\(item.text())\n".utf8), to: "\(home)/inventory/custom/enlist.json", mode: 0o600,
            folderMode: 0o700)
    }
}
