package import JSON
package import Pipeline

/// Makes layers of a provider of layers that were somebody else's.
package protocol LayerWriter: Sendable {
    /// Makes one.
    ///
    /// - Parameters:
    ///   - layer: as it was described.
    ///   - stack: that it is of.
    ///   - wishes: what a person says besides.
    /// - Returns: the layer, with what does not come along.
    /// - Throws: a failure of class `refused` that says what nothing can be made of.
    func write(
        _ layer: DescribedLayer, of stack: DescribedStack, _ wishes: ImportWishes
    ) throws(Failure) -> WrittenLayer

    /// What puts a stack's secrets and settings where its layers look for them: a shell script, nil for
    /// nothing; and what it cannot put.
    func parameters(
        of stack: DescribedStack, secrets: [String], _ wishes: ImportWishes
    ) -> (script: String?, leftovers: [Leftover])
}

/// What a person says about the layers that are made.
package struct ImportWishes: Sendable {
    /// The four inputs.
    package let product: String
    package let environment: String
    package let platform: String
    package let major: String
    package let region: String?
    /// Where the plugin that mounts volumes lies on the image; nil for no such plugin.
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

/// A layer as the provider is to have it.
package struct WrittenLayer: Sendable {
    /// What people find it by.
    package let path: String
    /// The pipeline file.
    package let pipeline: String
    /// The same without the steps of plugins, which lie on the image and not where it is made.
    package let pipelineWithoutPlugins: String
    /// The layer as a resource of CloudFormation's.
    package let resource: JSONValue
    /// The other files, by their names.
    package let files: [(name: String, text: String)]
    /// What makes the layer, as a command line in the folder of its files.
    package let command: String
    /// Statements of a policy for what the layer's own work reads.
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
