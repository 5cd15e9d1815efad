/// The readers that are fuzzed, by the names of their folders of seeds.
package enum FuzzedReader: String, Sendable, Codable, CaseIterable {
    case dap, elf, journal, json, signature, signify, tar, xml
    case pipelineFile = "pipeline-file"
    case userData = "user-data"

    /// The reader, ready to take inputs, one after the other.
    package func target() throws -> any FuzzTarget {
        switch self {
        case .dap: DebugMessages()
        case .elf: SharedObjects()
        case .journal: try Journals()
        case .json: JSONTexts()
        case .pipelineFile: try PipelineFiles()
        case .signature: PluginSignatures()
        case .signify: SignifyFiles()
        case .tar: TarArchives()
        case .userData: PrintedTexts()
        case .xml: XMLReplies()
        }
    }
}
