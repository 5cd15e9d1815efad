import ArgumentParser
import Bytes
import Pipeline

/// The options for a place in AWS.
struct PlaceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The account's number.", valueName: "digits"))
    var account: String?

    @Option(help: ArgumentHelp("The instances' region.", valueName: "name"))
    var region: String?

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        if let account {
            guard account.utf8.count == 12, account.utf8.allSatisfy(\.isDigit) else {
                throw ValidationError("`--account` should be the account's 12 digits")
            }
        }
        if let region {
            guard FactName(region) != nil, region.hasByte("-") else {
                throw ValidationError("`--region` should be a region such as eu-central-1")
            }
        }
    }
}
