import Bytes
import JSON
package import Pipeline
import PipelineFile
import Steps

/// Makes layers of a provider of what people have kept of a stack; nobody is asked.
package struct StackImport: Sendable {
    /// What a person asks for.
    package struct Request: Sendable {
        /// Files of JSON, and folders of them.
        package var paths: [String] = []
        /// The stack's name, where several are told of.
        package var stack: String?
        /// The short names of layers; all where there are none.
        package var layers: [String] = []
        /// Inputs that the names of stack and layer do not tell.
        package var inputs: [FactName: (text: String, option: String)] = [:]
        /// Where the cookbooks are now.
        package var cookbooks: String?
        package var chefVersion: String?
        package var region: String?
        package var account: String?
        /// Where the plugin that mounts volumes lies on the image.
        package var mountPlugin: String?

        package init() {}
    }

    /// What can be read, in phrases.
    package static let sources = Provider.all.compactMap { $0.reader?.sources }

    /// What was made, by paths below a folder.
    package let files: [(path: String, text: String)]
    /// How many things have to be looked at before the first instance.
    package let urgent: Int

    /// Reads the files and makes the layers; writes nothing.
    ///
    /// - Parameters:
    ///   - request: what a person asks for.
    ///   - environment: the process' own.
    /// - Throws: a `CommandError` that says what is wrong with the files, the names or the wishes.
    package init(_ request: Request, environment: [String: String]) async throws {
        guard let writer = Provider.all.compactMap(\.writer).first else {
            throw CommandError(.badData, Failure.noWriter)
        }
        let saved = try SavedAnswers(request.paths)
        let choice = try StackChoice(request, among: saved.stacks())
        var stack = choice.stack
        stack.region = request.region ?? stack.region
        stack.account = request.account ?? stack.account
        stack.chefVersion = request.chefVersion ?? stack.chefVersion
        if let url = request.cookbooks {
            guard let source = CookbookSource(named: url) else {
                throw CommandError(.badData, Failure.noAddress(url))
            }
            stack.cookbooks = source
        }

        var files: [(path: String, text: String)] = []
        var written: [ImportedLayer] = []
        var secrets: [String] = []
        var wishes: ImportWishes?
        for layer in choice.layers {
            let names = try ImportNames(request, stack: stack, layer: layer)
            if let same = written.first(where: { $0.folder.isSpelled(names.product) }) {
                throw CommandError(.badData, Failure.sameProduct(same.folder))
            }
            let own = names.wishes(region: stack.region, mountPlugin: request.mountPlugin)
            let made: WrittenLayer
            do throws(Failure) {
                made = try writer.write(layer, of: stack, own)
            } catch {
                throw CommandError(.badData, error)
            }
            secrets += made.secrets.filter { !secrets.contains($0) }
            let imported = try await ImportedLayer(
                made, of: layer, in: stack, own, environment: environment)
            files += imported.files
            written.append(imported)
            wishes = own
        }
        let parameters = wishes.map { writer.parameters(of: stack, secrets: secrets, $0) }
        if let script = parameters?.script { files.append(("parameters.sh", script)) }
        stack.leftovers += parameters?.leftovers ?? []
        let report = ImportReport(
            stack: stack, layers: written, saved: saved, hasParameters: parameters?.script != nil)
        self.files = [("REPORT.md", report.text)] + files
        urgent = report.urgent
    }
}
