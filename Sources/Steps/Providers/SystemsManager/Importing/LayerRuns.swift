import Bytes
import JSON
import Pipeline

/// The parameters of a layer's document: for an instance that joins, and for each event that
/// nothing triggers now.
struct LayerRuns {
    let document: String
    let joining: JSONValue
    private(set) var others: [(event: LifecycleEvent, parameters: JSONValue)] = []
    private(set) var secrets: [String] = []
    private(set) var statements: [JSONValue] = []
    private(set) var leftovers: [Leftover] = []

    /// - Throws: a failure of class `refused` for recipes whose cookbooks the document cannot
    ///   fetch.
    init(
        _ layer: DescribedLayer, of stack: DescribedStack, _ wishes: ImportWishes
    ) throws(Failure) {
        switch layer.work {
        case .parameters(let presets):
            (joining, document) = (Self.joining(presets), ChefDocument.name)
            others = Self.events(after: presets).map { ($0, presets[$0] ?? [:]) }
            statements = Self.statements(of: Array(presets.values))
        case .recipes(let recipes, let attributes):
            var bad: [String] = []
            let good = recipes.mapValues { names in
                bad += names.filter { !ChefDocument.isRecipe($0) }
                return names.filter(ChefDocument.isRecipe)
            }
            if !bad.isEmpty { leftovers.append(.noRecipes(bad)) }
            guard good.values.contains(where: { !$0.isEmpty }) else {
                (joining, document) = (Self.nothing(wishes.product), "AWS-RunShellScript")
                leftovers.append(.nothingToRun)
                return
            }
            guard let cookbooks = stack.cookbooks,
                let source = ChefSource(cookbooks, secretsBelow: wishes.secretPath)
            else { throw .noCookbooks(wishes.product, stack.cookbooks) }
            document = ChefDocument.name
            let chef = ChefDocument(source, attributes: attributes, version: stack.chefVersion)
            joining = chef.parameters(running: LifecycleEvent.joining.flatMap { good[$0] ?? [] })
            others = Self.events(after: good.filter { !$0.value.isEmpty }).map {
                ($0, chef.parameters(running: good[$0] ?? []))
            }
            (secrets, statements) = (source.secrets, source.statements)
            leftovers += source.leftovers
            if ChefDocument.release(stack.chefVersion) == nil {
                leftovers.append(.noRelease(stack.chefVersion))
            }
            if attributes?.line.contains(bytes: "{{") == true { leftovers.append(.braces) }
        }
        leftovers += others.map { Leftover.event($0.event) }
    }

    /// `deploy` is part of joining, and is needed again when a new version is to be deployed.
    private static func events<Work>(after works: [LifecycleEvent: Work]) -> [LifecycleEvent] {
        LifecycleEvent.allCases.filter { $0 != .setup && works[$0] != nil }
    }

    /// Setup, with the recipes of deploy that it does not run already.
    private static func joining(_ presets: [LifecycleEvent: JSONValue]) -> JSONValue {
        let given = LifecycleEvent.joining.compactMap { presets[$0] }
        guard case .object(let first)? = given.first else { return [:] }
        var entries: [String] = []
        for list in given.compactMap({ $0["RunList"] }) {
            guard case .array(let texts) = list else { continue }
            for entry in texts.compactMap(\.string).flatMap({ $0.parts(at: ",") })
            where !entry.isEmpty && !entries.contains(where: entry.isSpelled) {
                entries.append(entry)
            }
        }
        let rest = first.filter { !$0.name.isSpelled("RunList") }
        return .object(rest + [.init("RunList", [.string(entries.joined(separator: ","))])])
    }

    /// What the instance's role reads from S3: cookbooks, and attributes that AWS' script keeps in
    /// a file.
    private static func statements(of presets: [JSONValue]) -> [JSONValue] {
        let addresses = presets.flatMap { preset in
            ["SourceInfo", "JsonAttributesSources"].flatMap { name -> [String] in
                guard case .array(let texts)? = preset[name] else { return [] }
                return texts.compactMap(\.string).flatMap { $0.parts(at: "\"") }
                    .filter { $0.begins(with: "https://") }
            }
        }
        var buckets: [String] = []
        for bucket in addresses.compactMap(ChefSource.bucket)
        where !buckets.contains(where: bucket.isSpelled) {
            buckets.append(bucket)
        }
        return buckets.flatMap(ChefSource.reading)
    }

    /// A layer needs an association: that is how instances know that it exists.
    private static func nothing(_ product: String) -> JSONValue {
        ["commands": [.string("echo 'nothing to do for the layer \(product)'")]]
    }
}

extension Leftover {
    fileprivate static func event(_ event: LifecycleEvent) -> Leftover {
        Leftover(
            .later, "the recipes of \(quoted(event.rawValue))",
            why: event == .deploy
                ? "they run once on each new instance, after those of `setup`; there are no later deployments"
                : "instances are not notified of this event",
            instead: "run them by hand, or from whatever knows of the event: `aws ssm send-command "
                + "--cli-input-json file://\(event.rawValue).json`")
    }

    fileprivate static func noRecipes(_ names: [String]) -> Leftover {
        Leftover(
            .first, "the recipes \(quoted(names))", why: "these are not recipe names",
            instead: "add what was meant to RunList")
    }

    fileprivate static func noRelease(_ version: String?) -> Leftover {
        Leftover(
            .first, "the version of Chef" + (version.map { " \(quoted($0))" } ?? ""),
            why: "the document installs releases \(ChefDocument.releases.lowerBound) to "
                + "\(ChefDocument.releases.upperBound), so it is left to the document's default",
            instead: "say one with `--chef-version`")
    }

    fileprivate static let nothingToRun = Leftover(
        .later, "the layer's document",
        why: "the layer had no recipes of its own, so the association only marks the layer",
        instead: "put a document that does something into association.json and group.yaml")

    fileprivate static let braces = Leftover(
        .first, "`{{` in the custom JSON",
        why: "Systems Manager takes `{{…}}` for a parameter of its own",
        instead: "write it differently, or fetch the attributes by JsonAttributesSources")
}

extension Failure {
    fileprivate static func noCookbooks(_ product: String, _ source: CookbookSource?) -> Failure {
        let why =
            source.map {
                "`\($0.url)` is a Subversion repository, which \(ChefDocument.name) cannot fetch"
            }
            ?? "the stack names no source of cookbooks"
        return Failure(
            .refused, "the layer `\(product)` has recipes, but \(why)",
            remedy: "put an archive of the cookbooks into S3, and say where: `--cookbooks "
                + "https://BUCKET.s3.REGION.amazonaws.com/cookbooks.tar.gz`")
    }
}
