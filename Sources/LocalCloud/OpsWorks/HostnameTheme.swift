/// OpsWorks' theme for the hostnames of a stack's machines.
package enum HostnameTheme: String, Sendable, CaseIterable {
    case layerDependent = "Layer_Dependent"
    case bakedGoods = "Baked_Goods"
    case clouds = "Clouds"
    case europeanCities = "Europe_Cities"
    case fruits = "Fruits"
    case greekDeities = "Greek_Deities_and_Titans"
    case japaneseCreatures = "Legendary_creatures_from_Japan"
    case planets = "Planets_and_Moons"
    case romanDeities = "Roman_Deities"
    case scottishIslands = "Scottish_Islands"
    case americanCities = "US_Cities"
    case wildCats = "Wild_Cats"

    /// The first free name of the theme.
    ///
    /// - Parameters:
    ///   - shortname: The layer's short name.
    ///   - isTaken: Whether a name is in use in the stack.
    /// - Returns: A name that is free now; it is not reserved.
    package func suggestion(for shortname: String, isTaken: (String) -> Bool) -> String {
        if let free = words.first(where: { !isTaken($0) }) { return free }
        let bases = words.isEmpty ? [shortname] : words
        for number in 1... {
            for base in bases where !isTaken("\(base)\(number)") { return "\(base)\(number)" }
        }
        return shortname
    }

    private var words: [String] {
        let list =
            switch self {
            case .layerDependent: ""
            case .bakedGoods: "baguette bretzel brownie crepe croissant donut muffin waffle"
            case .clouds: "altocumulus altostratus cirrocumulus cirrus cumulus nimbus stratus"
            case .europeanCities: "amsterdam berlin dublin helsinki lisbon madrid paris vienna"
            case .fruits: "ackee apple banana cherry durian fig guava kiwi lemon mango"
            case .greekDeities: "aphrodite apollo ares artemis athena demeter dionysus hades"
            case .japaneseCreatures: "baku kappa kirin kitsune nue raiju tanuki tengu"
            case .planets: "callisto earth europa ganymede io jupiter mars mercury titan"
            case .romanDeities: "bacchus ceres diana juno jupiter mars mercury minerva"
            case .scottishIslands: "arran bute iona islay jura lewis mull skye"
            case .americanCities: "atlanta boston chicago dallas denver houston portland seattle"
            case .wildCats: "bobcat caracal cheetah jaguar leopard lion lynx ocelot tiger"
            }
        return list.words(at: " ")
    }
}
