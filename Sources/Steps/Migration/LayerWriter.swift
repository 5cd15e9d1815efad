package import JSON
package import Pipeline

/// Creates layers of a provider from layers of another one.
package protocol LayerWriter: Sendable {
    /// Creates one layer.
    ///
    /// - Parameters:
    ///   - layer: the layer's description.
    ///   - stack: the stack that it belongs to.
    ///   - wishes: what the user requests besides.
    /// - Returns: the layer, with what is not carried over.
    /// - Throws: a failure of class `refused` with the reason why no layer can be created.
    func write(
        _ layer: DescribedLayer, of stack: DescribedStack, _ wishes: ImportWishes
    ) throws(Failure) -> WrittenLayer

    /// A shell script that stores a stack's secrets and settings where its layers look for them,
    /// nil if none exist; and what it cannot store.
    func parameters(
        of stack: DescribedStack, secrets: [String], _ wishes: ImportWishes
    ) -> (script: String?, leftovers: [Leftover])
}

/// What a user requests for the created layers.
package struct ImportWishes: Sendable {
    /// The four inputs.
    package let product: String
    package let environment: String
    package let platform: String
    package let major: String
    package let region: String?
    /// The path on the image of the plugin that mounts volumes; nil for no such plugin.
    package let mountPlugin: String?

    package init(
        product: String, environment: String, platform: String, major: String, region: String?,
        mountPlugin: String?
    ) {
        self.product = product
        self.environment = environment
        self.platform = platform
        self.major = major
        self.region = region
        self.mountPlugin = mountPlugin
    }
}

/// A layer, written for the new provider.
package struct WrittenLayer: Sendable {
    /// The path by which people find it.
    package let path: String
    /// The pipeline file.
    package let pipeline: String
    /// The pipeline file without the steps of plugins, which are on the image and not where it is
    /// checked.
    package let pipelineWithoutPlugins: String
    /// The layer as a resource of CloudFormation's.
    package let resource: JSONValue
    /// The other files, by their names.
    package let files: [(name: String, text: String)]
    /// The command that creates the layer, to be run in the folder of its files.
    package let command: String
    /// Policy statements for what the layer's own work reads.
    package let statements: [JSONValue]
    /// The names of secrets that it reads.
    package let secrets: [String]
    /// The devices of its volumes, in their order.
    package let devices: [String]
    package let leftovers: [Leftover]

    package init(
        path: String, pipeline: String, pipelineWithoutPlugins: String, resource: JSONValue,
        files: [(name: String, text: String)], command: String, statements: [JSONValue],
        secrets: [String], devices: [String],
        leftovers: [Leftover]
    ) {
        self.path = path
        self.pipeline = pipeline
        self.pipelineWithoutPlugins = pipelineWithoutPlugins
        self.resource = resource
        self.files = files
        self.command = command
        self.statements = statements
        self.secrets = secrets
        self.devices = devices
        self.leftovers = leftovers
    }
}
