package import JSON
package import Pipeline

/// A stack as people have saved it, in terms that belong to no provider.
///
/// The reader of the provider that had the stack creates it from saved answers; the writer of the
/// provider that gets it creates layers from it.
package struct DescribedStack: Sendable {
    /// The stack's name.
    package let name: String
    /// The region of its instances; nil if the answers do not name it.
    package var region: String?
    /// The account's number; nil if the answers do not name it.
    package var account: String?
    /// The source of its cookbooks; nil if it had no custom cookbooks.
    package var cookbooks: CookbookSource?
    /// The stack's version of Chef.
    package var chefVersion: String?
    package var layers: [DescribedLayer] = []
    /// What its applications need at run time; stored where recipes can look it up.
    package var settings: [DescribedSetting] = []
    package var leftovers: [Leftover] = []
    /// Why nothing can be created from it; nil if something can.
    package var refusal: Failure?

    package init(name: String) { self.name = name }
}

/// A layer of it.
package struct DescribedLayer: Sendable {
    /// Its short name, which becomes the product; empty if the answers do not name it.
    package let shortName: String
    /// What makes an instance a member of the layer.
    package let work: Work
    /// Packages of the operating system.
    package var packages: [String] = []
    package var volumes: [DescribedVolume] = []
    package var fleet = DescribedFleet()
    package var leftovers: [Leftover] = []

    /// The work for each lifecycle event.
    package enum Work: Sendable {
        /// The names of recipes, and their attributes, a JSON object.
        case recipes([LifecycleEvent: [String]], attributes: JSONValue?)
        /// Parameters of an existing document, an object for each event.
        case parameters([LifecycleEvent: JSONValue])
    }

    package init(shortName: String, _ work: Work) {
        self.shortName = shortName
        self.work = work
    }
}

/// A lifecycle event of an instance, for which a layer has recipes.
package enum LifecycleEvent: String, CaseIterable, Sendable {
    case setup, configure, deploy, undeploy, shutdown

    /// The events of an instance that becomes a member, in their order.
    package static let joining: [LifecycleEvent] = [.setup, .deploy]
}

/// A volume that each instance of a layer has.
package struct DescribedVolume: Sendable, Equatable {
    package let mountPoint: String
    /// In GiB.
    package let size: Int
    package var type: String?
    package var iops: Int?
    package var isEncrypted = false

    package init(at mountPoint: String, size: Int) {
        self.mountPoint = mountPoint
        self.size = size
    }
}

/// A setting that an application gets at run time.
package struct DescribedSetting: Sendable, Equatable {
    /// Its path below the stack's, with slashes: `shop/environment/DATABASE`.
    package let path: String
    /// Nil for a secret, whose value the answers do not contain.
    package let value: String?

    package init(_ path: String, _ value: String?) {
        self.path = path
        self.value = value
    }
}
