package import JSON
package import Pipeline

/// What people have kept of a stack, in words that belong to no provider.
///
/// The provider that had the stack makes it of saved answers; the provider that is to have it makes layers of it.
package struct DescribedStack: Sendable {
    /// What people called it.
    package let name: String
    /// Where its instances were; nil where nothing says so.
    package var region: String?
    /// The account's number, likewise.
    package var account: String?
    /// Where its cookbooks are; nil where it had none of its own.
    package var cookbooks: CookbookSource?
    /// Chef's version, as the stack had it.
    package var chefVersion: String?
    package var layers: [DescribedLayer] = []
    /// What its applications need at run time, to be kept where recipes can ask for it.
    package var settings: [DescribedSetting] = []
    package var leftovers: [Leftover] = []
    /// Why nothing can be made of it; nil where something can.
    package var refusal: Failure?

    package init(name: String) { self.name = name }
}

/// A layer of it.
package struct DescribedLayer: Sendable {
    /// Its short name, which becomes the product; empty where nothing tells it.
    package let shortName: String
    /// What makes an instance a member of the layer.
    package let work: Work
    /// Packages of the operating system.
    package var packages: [String] = []
    package var volumes: [DescribedVolume] = []
    package var fleet = DescribedFleet()
    package var leftovers: [Leftover] = []

    /// What is done for each event.
    package enum Work: Sendable {
        /// Recipes by their names, and the attributes that they get, a JSON object.
        case recipes([LifecycleEvent: [String]], attributes: JSONValue?)
        /// Parameters of a document that somebody has written already, an object for each event.
        case parameters([LifecycleEvent: JSONValue])
    }

    package init(shortName: String, _ work: Work) {
        self.shortName = shortName
        self.work = work
    }
}

/// What happens to an instance, and a layer has recipes for.
package enum LifecycleEvent: String, CaseIterable, Sendable {
    case setup, configure, deploy, undeploy, shutdown

    /// Those of an instance that becomes a member, in their order.
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

/// What an application is told at run time.
package struct DescribedSetting: Sendable, Equatable {
    /// Its place below the stack's, parted by slashes: `shop/environment/DATABASE`.
    package let path: String
    /// Nil for a secret, which nobody has told.
    package let value: String?

    package init(_ path: String, _ value: String?) {
        self.path = path
        self.value = value
    }
}
