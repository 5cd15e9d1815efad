import CEnlist
import Glibc
import Pipeline

/// The tables of a plugin that is loaded into this process, read by the sizes that it states.
///
/// Their pointers are trusted: an invalid one crashes this process.
struct PluginTables {
    private let plugin: enlist_plugin
    private let steps: [enlist_step]

    /// The sizes of revision 1, all of whose members are required.
    private static let leastSize = (
        plugin: UInt32(40), step: UInt32(88), parameter: UInt32(40)
    )
    /// The maximum length of a text in a table, in bytes.
    private static let longestText = 4096

    /// - Parameters:
    ///   - table: what the plugin's entry has returned.
    ///   - library: for messages.
    ///   - hostABI: the revision of the host.
    /// - Throws: if the plugin was built for another host, or its sizes are invalid.
    init(
        _ table: UnsafePointer<enlist_plugin>, library: String, hostABI: Int
    ) throws(PluginError) {
        let size = UnsafeRawPointer(table).loadUnaligned(as: UInt32.self)
        guard size >= Self.leastSize.plugin else {
            throw .badDescription(library, ["its table says that it has \(size) bytes"])
        }
        plugin = Self.copy(table, enlist_plugin(), size: size)
        guard plugin.abi >= 1, plugin.abi_least >= 1, plugin.abi_least <= plugin.abi else {
            throw .badDescription(
                library,
                [
                    "its revision is \(plugin.abi), and it needs a host of \(plugin.abi_least) or later"
                ])
        }
        guard plugin.abi_least <= hostABI else {
            throw .otherABI(library, needs: Int(plugin.abi_least), host: hostABI)
        }
        guard plugin.step_count <= UInt32(DescriptionReader.mostSteps) else {
            throw .badDescription(library, ["it says that it has \(plugin.step_count) steps"])
        }
        steps = try Self.array(
            plugin.steps, count: plugin.step_count, enlist_step(), least: Self.leastSize.step,
            library)
    }

    /// The kind and the functions of each step.
    var entries: [(kind: String, step: enlist_step)] {
        steps.map { (Self.text($0.kind) ?? "", $0) }
    }

    /// Returns their content, for `DescriptionReader`.
    ///
    /// - Throws: if the sizes in them are invalid.
    func value(library: String) throws(PluginError) -> Value {
        var entries: [Value] = []
        for step in steps { entries.append(try Self.value(of: step, library)) }
        return [
            "name": Self.value(plugin.name), "version": Self.value(plugin.version),
            "abi": .integer(Int(plugin.abi)), "steps": .list(entries),
        ]
    }

    private static func value(
        of step: enlist_step, _ library: String
    ) throws(PluginError) -> Value {
        guard step.parameter_count <= UInt32(DescriptionReader.mostEntries) else {
            throw .badDescription(
                library, ["a step says that it has \(step.parameter_count) parameters"])
        }
        let parameters = try array(
            step.parameters, count: step.parameter_count, enlist_parameter(),
            least: leastSize.parameter, library)
        return [
            "kind": value(step.kind), "summary": value(step.summary),
            "parameters": .list(
                parameters.map { parameter in
                    [
                        "name": value(parameter.name), "type": value(parameter.type),
                        "default": value(parameter.default_json),
                        "documentation": value(parameter.documentation),
                        "secret": .boolean(parameter.flags & ENLIST_PARAMETER_SECRET != 0),
                    ]
                }),
            "needs": .list(texts(step.needs)), "gives": .list(texts(step.gives)),
            "signature": value(step.signature), "run": .boolean(step.run != nil),
            "check": .boolean(step.check != nil), "revert": .boolean(step.revert != nil),
            "plan-text": value(step.plan_text),
            "timeout-ms": .integer(Int(clamping: step.timeout_ms)),
            "require": .boolean(step.require != nil), "leaving": .list(texts(step.leaving)),
        ]
    }

    /// Elements whose distance is the size that the first one states.
    private static func array<Element: BitwiseCopyable>(
        _ first: UnsafePointer<Element>?, count: UInt32, _ blank: Element, least: UInt32,
        _ library: String
    ) throws(PluginError) -> [Element] {
        guard count > 0 else { return [] }
        guard let first else {
            throw .badDescription(library, ["it has a table of \(count) entries that is not there"])
        }
        let raw = UnsafeRawPointer(first)
        // Each of these structs begins with its size.
        let size = raw.loadUnaligned(as: UInt32.self)
        guard size >= least, size < 1 << 16 else {
            throw .badDescription(library, ["an entry of a table says that it has \(size) bytes"])
        }
        return (0..<Int(count)).map { index in
            copy(raw + index * Int(size), blank, size: size)
        }
    }

    /// Copies as much of a struct as its author knew, and zeros beyond.
    private static func copy<Struct: BitwiseCopyable>(
        _ source: UnsafeRawPointer, _ blank: Struct, size: UInt32
    ) -> Struct {
        var copy = blank
        withUnsafeMutableBytes(of: &copy) { bytes in
            bytes.copyMemory(
                from: UnsafeRawBufferPointer(start: source, count: min(Int(size), bytes.count)))
        }
        return copy
    }

    private static func texts(_ list: UnsafePointer<UnsafePointer<CChar>?>?) -> [Value] {
        guard let list else { return [] }
        var texts: [Value] = []
        while texts.count < DescriptionReader.mostEntries, let text = list[texts.count] {
            texts.append(value(text))
        }
        return texts
    }

    private static func value(_ text: UnsafePointer<CChar>?) -> Value {
        Self.text(text).map(Value.string) ?? .null
    }

    private static func text(_ text: UnsafePointer<CChar>?) -> String? {
        guard let text else { return nil }
        return String(
            decoding: UnsafeRawBufferPointer(start: text, count: strnlen(text, longestText)),
            as: UTF8.self)
    }
}
