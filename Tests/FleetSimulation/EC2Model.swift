import HTTP

/// EC2, as far as joining needs it.
struct EC2Model: ServiceModel {
    /// Called when an instance's tags are set.
    let tagged: @Sendable (Int) -> Void

    func answer(_ operation: String, _ body: String, of instance: Int) -> HTTPResponse {
        switch operation {
        case "CreateTags":
            tagged(instance)
            return .xml("CreateTagsResponse", "<return>true</return>")
        case "DescribeInstanceAttribute":
            return .xml(
                "DescribeInstanceAttributeResponse",
                "<disableApiTermination><value>false</value></disableApiTermination>")
        default:
            return .error("InvalidAction", status: 400)
        }
    }
}
