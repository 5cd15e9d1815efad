import Bytes
import JSON
import Pipeline

// The form of OTLP/HTTP in JSON, 1.10: ids in hexadecimal, 64-bit integers as texts, enumerations as numbers.
// Source: opentelemetry-proto, ExportTraceServiceRequest, and "JSON Protobuf Encoding" of OTLP's specification.
extension SpanRecorder {
    /// The body of a request that exports the run's spans.
    ///
    /// - Parameters:
    ///   - resource: names and values from the environment, which win over the run's own.
    ///   - version: of this program.
    /// - Returns: the request, and how many spans it has.
    func request(
        resource: [(name: String, value: String)], version: String
    ) -> (body: JSONValue, count: Int) {
        var attributes = resourceAttributes(version)
        for (name, value) in resource { attributes.set(name, .string(value)) }
        let spans = spans
        let scope: JSONValue = ["name": "enlist", "version": .string(version)]
        return (
            [
                "resourceSpans": [
                    [
                        "resource": ["attributes": attributes.json],
                        "scopeSpans": [
                            ["scope": scope, "spans": .array(spans.map(json))]
                        ],
                    ]
                ]
            ], spans.count
        )
    }

    private func resourceAttributes(_ version: String) -> Attributes {
        let facts = identity?.facts
        let instance = facts?[.instanceID].map(Value.string)
        var attributes = Attributes([
            ("service.name", .string("enlist")), ("service.version", .string(version)),
            ("service.instance.id", instance),
        ])
        guard let instance else { return attributes }
        attributes.set("cloud.provider", .string("aws"))
        attributes.set("cloud.platform", .string("aws_ec2"))
        attributes.set("cloud.region", facts?[.instanceRegion].map(Value.string))
        attributes.set("host.id", instance)
        attributes.set("host.image.id", facts?[.imageID].map(Value.string))
        for name in Facts.inputs { attributes.set("enlist.\(name.text)", facts?[name]) }
        return attributes
    }

    private func json(_ span: Span) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("traceId", .string(context.traceID)), .init("spanId", .string(span.id)),
        ]
        if let parent = span.parent { members.append(.init("parentSpanId", .string(parent))) }
        if !context.state.isEmpty {
            members.append(.init("traceState", .string(context.state)))
        }
        members += [
            .init("name", .string(span.name)), .init("kind", .number("\(span.kind.rawValue)")),
            .init("startTimeUnixNano", time(span.begin)),
            .init("endTimeUnixNano", time(max(span.begin, span.end ?? span.begin))),
            .init("attributes", span.attributes.json),
        ]
        if !span.events.isEmpty {
            members.append(
                .init(
                    "events",
                    .array(
                        span.events.map { event in
                            [
                                "timeUnixNano": time(event.time), "name": .string(event.name),
                                "attributes": event.attributes.json,
                            ]
                        })))
        }
        if span.droppedEvents > 0 {
            members.append(.init("droppedEventsCount", .number("\(span.droppedEvents)")))
        }
        if !span.links.isEmpty {
            members.append(
                .init(
                    "links",
                    .array(
                        span.links.map { link in
                            ["traceId": .string(link.traceID), "spanId": .string(link.spanID)]
                        })))
        }
        if let error = span.error {
            // STATUS_CODE_ERROR; one that succeeded has no status.
            members.append(
                .init("status", ["code": .number("2"), "message": .string(error.beginning(1024))]))
        }
        return .object(members)
    }

    private func time(_ moment: Duration) -> JSONValue { .string("\(nanoseconds(moment))") }
}

extension Attributes {
    /// A list of `KeyValue`.
    fileprivate var json: JSONValue {
        .array(entries.map { ["key": .string($0.name), "value": $0.value.anyValue] })
    }
}

extension Value {
    /// `AnyValue`.
    fileprivate var anyValue: JSONValue {
        switch self {
        case .boolean(let flag): ["boolValue": .bool(flag)]
        case .integer(let number): ["intValue": .string("\(number)")]
        case .number(let number): ["doubleValue": .number("\(number)")]
        case .string(let text): ["stringValue": .string(text)]
        case .null, .list, .map: ["stringValue": .string(text)]
        }
    }
}
