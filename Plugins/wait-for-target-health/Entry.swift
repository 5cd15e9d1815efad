import CEnlist

// Written once, by the entry, before any other function of this plugin is called.
private nonisolated(unsafe) var host = enlist_host()

private typealias Run =
    @convention(c) (
        OpaquePointer?, UInt32, UnsafePointer<CChar>, UnsafePointer<CChar>?, UnsafePointer<CChar>,
        UInt32, UInt64, UInt32, UnsafePointer<CChar>
    ) -> Int32

/// The step's function: checks the parameters, then waits.
private let run: Run = {
    call, port, path, hostHeader, matcherText, threshold, interval, requestTimeout, address in
    func refuse(_ text: String, _ remedy: String) -> Int32 {
        host.fail(call, ENLIST_REFUSED, text, remedy)
    }
    guard let port = UInt16(exactly: port), port > 0 else {
        return refuse("\(port) is no port", "choose one from 1 to 65535")
    }
    let path = String(cString: path)
    guard path.utf8.first == UInt8(ascii: "/"), isPlain(path) else {
        return refuse("`path` is no path of a URL", "begin it with `/`, and encode blanks as %20")
    }
    let address = String(cString: address)
    // RFC 9112, 3.2: an IPv6 address is in brackets.
    let authority = address.utf8.contains(UInt8(ascii: ":")) ? "[\(address)]" : address
    let hostHeader = hostHeader.map { String(cString: $0) } ?? "\(authority):\(port)"
    guard !hostHeader.isEmpty, isPlain(hostHeader) else {
        return refuse("`host` is no name of a host", "write it as example.com")
    }
    guard let matcher = StatusMatcher(String(cString: matcherText)) else {
        return refuse(
            "`matcher` names no statuses: \(String(cString: matcherText))",
            "write it as 200, 200-399 or 200,301-302")
    }
    guard threshold > 0, requestTimeout > 0, requestTimeout <= 3_600_000 else {
        return refuse(
            "`healthy-threshold` and `request-timeout-ms` must be more than 0",
            "leave them out, or choose numbers like 3 and 2000")
    }
    return HealthWait(
        port: port, path: path, hostHeader: hostHeader, address: address, matcher: matcher,
        threshold: threshold, interval: max(interval, 10), requestTimeout: requestTimeout
    ).run(call, host)
}

/// Printable ASCII without blanks: the valid content of a request's line.
private func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (33...126).contains($0) }
}

/// A text that lives for good.
private func text(_ string: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(string.utf8Start).assumingMemoryBound(to: CChar.self)
}

private func parameter(
    _ name: StaticString, _ type: StaticString, _ value: StaticString?,
    _ documentation: StaticString
) -> enlist_parameter {
    enlist_parameter(
        size: UInt32(MemoryLayout<enlist_parameter>.size), flags: 0, name: text(name),
        type: text(type), default_json: value.map(text), documentation: text(documentation))
}

/// An array that lives for good.
private func kept<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    memory.initialize(from: elements, count: elements.count)
    return UnsafePointer(memory)
}

/// Called by enlist once, when it has loaded the plugin.
@c(enlist_plugin_entry_v1)
public func entry(_ table: UnsafePointer<enlist_host>?) -> UnsafePointer<enlist_plugin>? {
    // A host older than this header has a shorter table, so no more is read than it has.
    guard let table, table.pointee.abi >= 2 else { return nil }
    host = table.pointee
    let parameters = [
        parameter("port", "u32", nil, "the port of the service"),
        parameter("path", "str", "\"/\"", "what is asked for"),
        parameter(
            "host", "str", "null", "the Host header; the address and port where it is left out"),
        parameter("matcher", "str", "\"200-399\"", "the statuses that are healthy"),
        parameter("healthy-threshold", "u32", "3", "how many healthy answers in a row are enough"),
        parameter("interval-ms", "u64", "5000", "the time between an answer and the next question"),
        parameter("request-timeout-ms", "u32", "2000", "how long an answer may take"),
        parameter("address", "str", "\"127.0.0.1\"", "the address of this instance that is asked"),
    ]
    var step = enlist_step()
    step.size = UInt32(MemoryLayout<enlist_step>.size)
    step.kind = text("wait-for-target-health")
    step.summary = text("Waits until the service answers as a load balancer wants it to")
    step.parameter_count = UInt32(parameters.count)
    step.parameters = kept(parameters)
    step.signature = text(
        """
        call, port:u32, path:str, host:str, matcher:str, healthy-threshold:u32, interval-ms:u64, \
        request-timeout-ms:u32, address:str -> status
        """)
    step.run = unsafeBitCast(run, to: enlist_function.self)
    step.plan_text = text(
        "asks port ${port} for ${path} until ${healthy-threshold} answers in a row are ${matcher}")
    step.timeout_ms = 600_000
    var plugin = enlist_plugin()
    plugin.size = UInt32(MemoryLayout<enlist_plugin>.size)
    plugin.abi = UInt32(ENLIST_PLUGIN_ABI)
    plugin.abi_least = 2
    plugin.name = text("wait-for-target-health")
    plugin.version = text("1.0")
    plugin.step_count = 1
    plugin.steps = kept([step])
    return kept([plugin])
}
