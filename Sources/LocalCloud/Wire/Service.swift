/// The services behind the endpoint, by their name in a signature's scope.
package enum Service: String, Sendable, CaseIterable {
    case opsworks
    case ec2
    case iam
    case sts
    case autoscaling
    case cloudformation
    case ssm
    case ec2messages
    case s3

    /// The API version; requests to JSON services are recognised by the target header instead.
    package var version: String {
        switch self {
        case .opsworks: "2013-02-18"
        case .ec2: "2016-11-15"
        case .iam: "2010-05-08"
        case .sts: "2011-06-15"
        case .autoscaling: "2011-01-01"
        case .cloudformation: "2010-05-15"
        case .ssm: "2014-11-06"
        case .ec2messages: "2015-06-19"
        case .s3: "2006-03-01"
        }
    }

    /// The namespace of its XML replies.
    package var namespace: String {
        switch self {
        case .opsworks, .ssm, .ec2messages: ""
        case .ec2: "http://ec2.amazonaws.com/doc/2016-11-15/"
        case .iam: "https://iam.amazonaws.com/doc/2010-05-08/"
        case .sts: "https://sts.amazonaws.com/doc/2011-06-15/"
        case .autoscaling: "http://autoscaling.amazonaws.com/doc/2011-01-01/"
        case .s3: "http://s3.amazonaws.com/doc/2006-03-01/"
        case .cloudformation: "http://cloudformation.amazonaws.com/doc/2010-05-15/"
        }
    }

    /// Whether replies are JSON 1.1; the others answer in XML.
    package var speaksJSON: Bool { target != nil }

    /// The prefix of the operation in the header `X-Amz-Target`; nil if the service has no such
    /// header.
    package var target: String? {
        switch self {
        case .opsworks: "OpsWorks_20130218."
        case .ssm: "AmazonSSM."
        case .ec2messages: "EC2WindowsMessageDeliveryService."
        case .ec2, .iam, .sts, .autoscaling, .cloudformation, .s3: nil
        }
    }

    /// The body and content type of an error in this service's protocol.
    package func rendering(_ error: ServiceError, requestID: String) -> Reply {
        var reply: Reply
        switch self {
        case .opsworks, .ssm, .ec2messages:
            reply = Reply(
                json: .object(["__type": .string(error.code), "message": .string(error.message)]))
        case .ec2:
            reply = Reply(
                xml: XMLElement(
                    "Response",
                    [
                        XMLElement(
                            "Errors",
                            [
                                XMLElement(
                                    "Error",
                                    [
                                        XMLElement("Code", error.code),
                                        XMLElement("Message", error.message),
                                    ])
                            ]),
                        XMLElement("RequestID", requestID),
                    ]))
        case .s3:
            reply = Reply(
                xml: XMLElement(
                    "Error",
                    [
                        XMLElement("Code", error.code), XMLElement("Message", error.message),
                        XMLElement("RequestId", requestID),
                    ]))
        case .iam, .sts, .autoscaling, .cloudformation:
            reply = Reply(
                xml: XMLElement(
                    "ErrorResponse",
                    [
                        XMLElement(
                            "Error",
                            [
                                XMLElement("Type", error.status < 500 ? "Sender" : "Receiver"),
                                XMLElement("Code", error.code),
                                XMLElement("Message", error.message),
                            ]),
                        XMLElement("RequestId", requestID),
                    ], namespace: namespace))
        }
        reply.status = error.status
        return reply
    }
}
