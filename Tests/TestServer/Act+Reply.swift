extension ScriptedServer.Act {
    /// A whole reply, with its length.
    package static func reply(
        _ status: Int = 200, _ body: String = "", headers: [String] = []
    ) -> ScriptedServer.Act {
        let fields = headers + ["Content-Length: \(body.utf8.count)"]
        return .send(
            "HTTP/1.1 \(status) Said\r\n" + fields.map { "\($0)\r\n" }.joined() + "\r\n" + body)
    }
}
