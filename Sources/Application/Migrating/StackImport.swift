import Bytes
import JSON
package import Pipeline
import PipelineFile
import Steps

/// Creates layers of a provider from what people have saved of a stack, offline.
package struct StackImport: Sendable {
    /// A person's request.
    package struct Request: Sendable {
        /// Files of JSON, and folders of them.
        package var paths: [String] = []
        /// The stack's name, if the files describe several.
        package var stack: String?
        /// The short names of layers; empty for all.
        package var layers: [String] = []
        /// Inputs that cannot be derived from the names of stack and layer.
        package var inputs: [FactName: (text: String, option: String)] = [:]
        /// The new place of the cookbooks.
        package var cookbooks: String?
        package var chefVersion: String?
        package var region: String?
        package var account: String?
        /// The path on the image of the plugin that mounts volumes.
        package var mountPlugin: String?

        package init() {}
    }

    /// The sources that can be read, in phrases.
    package static let sources = Provider.all.compactMap { $0.reader?.sources }

    /// The resulting files, by their paths below a folder.
    package let files: [(path: String, text: String)]
    /// The number of things to check before the first instance.
    package let urgent: Int

    /// Reads the files and creates the layers; writes nothing.
    ///
    /// - Parameters:
    ///   - request: a person's request.
    ///   - environment: the process' own.
    /// - Throws: a `CommandError` that says what is wrong with the files, the names or the request.
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
