import Bytes
import Pipeline
import PipelineFile

/// Finds the files of the pipeline, and combines them.
///
/// The base is the file, or the built-in pipeline, that the command line names, otherwise
/// `/etc/enlist/pipeline.yaml`, otherwise what `ENLIST_PIPELINE` names, otherwise the first
/// built-in pipeline. It is changed by the files `/etc/enlist/pipeline.d/*.yaml`, in the order of
/// their names, and then by `/etc/enlist/products/<product>.yaml`.
package struct PipelineLoader: Sendable {
    /// The folder that stands for `/`.
    let root: String
    /// The file, or the built-in pipeline, to use if nothing else names one; nil for the first
    /// built-in.
    var standard: String?

    /// The environment variable that names it.
    static let variable = "ENLIST_PIPELINE"

    /// The maximum number of changes in all files.
    static let changeLimit = 10_000

    /// The maximum number of files that extend each other.
    static let depthLimit = 16

    private var folder: String { (root == "/" ? "" : root) + "/etc/enlist" }
    private var productFolder: String { folder + "/products" }

    /// Whether any product has its own changes, so that the product must be known.
    ///
    /// - Throws: why that cannot be found out.
    func hasProducts() throws(Diagnostic) -> Bool {
        try !FolderNames(ofFolder: productFolder).names.isEmpty
    }

    /// Loads all files.
    ///
    /// - Parameters:
    ///   - path: the file, or the built-in pipeline, that the command line names.
    ///   - product: the product of the instance, if it is known.
    /// - Returns: the resulting pipeline, with everything that is wrong.
    package func load(_ path: String?, product: String?) -> LoadedPipeline {
        var loaded = base(path)
        do throws(Diagnostic) {
            for name in try FolderNames(ofFolder: folder + "/pipeline.d").names {
                change("\(folder)/pipeline.d/\(name)", &loaded)
            }
        } catch {
            loaded.problems.append(error)
        }
        // A product's name is a plain one, checked as an input, so it cannot lead out of the
        // folder.
        if let product, PlainName.problem(with: product) == nil {
            change("\(productFolder)/\(product).yaml", canBeMissing: true, &loaded)
        }
        loaded.warnings = UnreadFiles(in: folder).found(
            product: product, reading: loaded.sources.map(\.name))
        return loaded
    }

    /// Loads one file to examine it on its own.
    ///
    /// It is a pipeline, or changes to the pipeline that it extends, otherwise to the one that
    /// would run here.
    package func load(alone path: String) -> LoadedPipeline {
        var loaded = LoadedPipeline()
        guard let source = read(path, canBeMissing: false, &loaded) else { return loaded }
        var unheard: [Diagnostic] = []
        // In these folders, a file without content changes nothing.
        let purpose: PipelineFileReader.Purpose =
            ["pipeline.d", "products"].contains(path.folder.lastName) ? .changes : .pipeline
        if case .overlay(let overlay) = PipelineFileReader(for: purpose).read(source, &unheard),
            overlay.extends == nil
        {
            loaded = base(nil)
            change(path, &loaded)
            return loaded
        }
        return base(path)
    }

    /// Loads what would be brought to another machine: a pipeline, and changes to it in order.
    ///
    /// The default is the pipeline that would run here.
    func load(_ path: String?, changedBy overlays: [String]) -> LoadedPipeline {
        var loaded = base(path)
        for overlay in overlays { change(overlay, &loaded) }
        return loaded
    }

    /// Loads a pipeline of the program's own, with steps of plugins before its steps.
    func load(own source: SourceText, after plugins: PluginLeaving? = nil) -> LoadedPipeline {
        var loaded = LoadedPipeline()
        guard var definition = definition(of: source, ExtendsChain(source.name), &loaded) else {
            return loaded
        }
        plugins?.begin(&definition)
        loaded.definition = definition
        return loaded
    }

    private func base(_ path: String?) -> LoadedPipeline {
        var loaded = LoadedPipeline()
        var source: SourceText?
        if let path {
            loaded.name = path
            source = named(path, &loaded)
        } else {
            source = read(folder + "/pipeline.yaml", canBeMissing: true, &loaded)
            if source == nil, loaded.problems.isEmpty {
                loaded.name = standard.flatMap { $0.isEmpty ? nil : $0 }
                source =
                    loaded.name.map { named($0, &loaded) }
                    ?? BuiltInPipeline.standard?.source
            }
        }
        if let source {
            let chain = ExtendsChain(source.name)
            loaded.definition = definition(of: source, chain, &loaded)
        }
        return loaded
    }

    /// The built-in pipeline, or the file, with a name from a person.
    private func named(_ name: String, _ loaded: inout LoadedPipeline) -> SourceText? {
        if let pipeline = BuiltInPipeline(named: name) { return pipeline.source }
        do throws(Diagnostic) {
            return try SourceText(readingFile: name)
        } catch {
            let near = nearestName(to: name, among: BuiltInPipeline.names)
            loaded.problems.append(near.map { .mistypedPipeline(name, $0) } ?? error)
            return nil
        }
    }

    /// The pipeline in a file, or the result of its changes to what it extends.
    private func definition(
        of source: SourceText, _ chain: ExtendsChain, _ loaded: inout LoadedPipeline
    ) -> Definition? {
        let document = PipelineFileReader().read(source, &loaded.problems)
        switch document {
        case nil:
            loaded.sources.append(source)
            return nil
        case .whole(let definition):
            loaded.sources.append(source)
            return definition
        case .overlay(let overlay):
            var base: Definition?
            do throws(Diagnostic) {
                if let extends = overlay.extends {
                    let next = try extended(extends, by: source)
                    let chain = try chain.extended(to: next, by: extends)
                    base = definition(of: next, chain, &loaded)
                }
            } catch {
                loaded.problems.append(error)
            }
            loaded.sources.append(source)
            loaded.definition = base
            loaded.apply(overlay, of: source)
            return loaded.definition
        }
    }

    /// The target of `extends`: a built-in pipeline, or a file relative to the one that names it.
    private func extended(
        _ reference: Reference, by source: SourceText
    ) throws(Diagnostic) -> SourceText {
        let name = reference.name
        guard name.hasByte("/") || name.ends(with: ".yaml") || name.ends(with: ".yml") else {
            guard let pipeline = BuiltInPipeline(named: name) else {
                throw .unknownPipeline(reference, among: BuiltInPipeline.names)
            }
            return pipeline.source
        }
        let relative = name.rest(after: "./") ?? name
        let path =
            name.begins(with: "/")
            ? (root == "/" ? "" : root) + name : source.name.folder + relative
        do throws(Diagnostic) {
            return try SourceText(readingFile: path)
        } catch {
            throw Diagnostic(
                error.message, remedy: error.remedy, at: error.location ?? reference.location)
        }
    }

    /// Applies the changes of a file.
    private func change(
        _ path: String, canBeMissing: Bool = false, _ loaded: inout LoadedPipeline
    ) {
        guard let source = read(path, canBeMissing: canBeMissing, &loaded) else { return }
        loaded.sources.append(source)
        guard
            case .overlay(let overlay) = PipelineFileReader(for: .changes)
                .read(source, &loaded.problems)
        else { return }
        if let required = overlay.extends, let definition = loaded.definition,
            !definition.isOrExtends(required.name)
        {
            loaded.problems.append(.otherPipeline(required, definition))
        } else {
            loaded.apply(overlay, of: source)
        }
    }

    private func read(
        _ path: String, canBeMissing: Bool, _ loaded: inout LoadedPipeline
    ) -> SourceText? {
        do throws(Diagnostic) {
            return canBeMissing
                ? try SourceText(readingFileIfThere: path) : try SourceText(readingFile: path)
        } catch {
            loaded.problems.append(error)
            return nil
        }
    }
}
