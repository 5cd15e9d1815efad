import HTTP
import Testing

@Suite struct HTTPErrorTests {
    @Test(arguments: [
        (
            HTTPError.Reason.couldNotResolve(host: "opsworks.moon-1.amazonaws.com"),
            """
            https://host/: the name opsworks.moon-1.amazonaws.com has no address; check the name, \
            and that the subnet has DNS and a route to the service
            """
        ),
        (
            .timedOut(.connect, after: .milliseconds(1500)),
            """
            https://host/: no connection within 1.5 s; check the security groups, the route to the \
            address and the proxy variables
            """
        ),
        (
            .timedOut(.total, after: .seconds(2365)),
            """
            https://host/: no complete reply within 2365 s; try again; if it stays slow, look at the \
            service and the way to it
            """
        ),
        (
            .timedOut(.total, after: .nanoseconds(2_991_934_426)),
            """
            https://host/: no complete reply within 2.992 s; try again; if it stays slow, look at the \
            service and the way to it
            """
        ),
        (
            .timedOut(.stall, after: .seconds(30)),
            """
            https://host/: nothing moved for 30 s; try again; if it stays slow, look at the service \
            and the way to it
            """
        ),
        (
            .tlsFailed("self-signed certificate"),
            """
            https://host/: no trusted TLS connection: self-signed certificate; check the machine's \
            clock and CA certificates; for an inspecting proxy, name its CA bundle in AWS_CA_BUNDLE
            """
        ),
        (
            .bodyCutOff(received: 12),
            """
            https://host/: the reply was cut off after 12 bytes; try again; if it continues, check \
            the proxy
            """
        ),
    ])
    func `an error says what, where and what to do`(_ reason: HTTPError.Reason, _ text: String) {
        #expect(HTTPError(reason, url: "https://host/").description == text)
    }
}
