/// The installer's program, which registers the machine that it runs on.
///
/// It does in a few calls of `curl` what the real agent's installer does: it reads the `preconfig`
/// file beside it, takes the keys from there or from the machine's role, creates a key pair, and
/// calls RegisterInstance with the machine's identity document. `curl` gets keys over standard
/// input, so that no process has them in its arguments.
package enum BootRegistration {
    /// The script.
    ///
    /// - Parameter seconds: How long it pretends to install before it registers.
    /// - Returns: A POSIX shell script.
    package static func script(pausing seconds: Double) -> String {
        let pause = seconds > 0 ? "sleep \(seconds)" : ":"
        return #"""
            #!/bin/sh
            # Registers this machine with its OpsWorks stack, at a local cloud.
            set -eu
            umask 077
            here=$(cd "$(dirname "$0")" && pwd)

            fail() {
                echo "boot-registration: $*" >&2
                exit 1
            }

            # The value of a line ":key: <JSON string or boolean>".
            parameter() {
                sed -n "s/^:$1: //p" "$here/preconfig" | sed 's/^"\(.*\)"$/\1/; s/\\\(.\)/\1/g'
            }

            # Standard input as the inside of a JSON string.
            quoted() {
                sed 's/\\/\\\\/g; s/"/\\"/g' | awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }'
            }

            [ -r "$here/preconfig" ] || fail "there is no preconfig file in $here"
            metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-}
            [ -n "$metadata" ] || fail "AWS_EC2_METADATA_SERVICE_ENDPOINT is not set"
            metadata=${metadata%/}

            token=$(curl -fsS --noproxy '*' -X PUT "$metadata/latest/api/token" \
                -H 'X-aws-ec2-metadata-token-ttl-seconds: 300')
            get() {
                curl -fsS --noproxy '*' -H "X-aws-ec2-metadata-token: $token" "$metadata/latest/$1"
            }

            stack=$(parameter stack_id)
            hostname=$(parameter hostname)
            region=$(parameter instance_service_region)
            service="http://$(parameter instance_service_endpoint):$(parameter instance_service_port)/"

            access=$(parameter access_key_id)
            secret=$(parameter secret_access_key)
            session=
            if [ -z "$access" ]; then
                role=$(get meta-data/iam/security-credentials/) || fail "the instance has no role yet"
                keys=$(get "meta-data/iam/security-credentials/$role")
                field() { printf '%s\n' "$keys" | sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }
                access=$(field AccessKeyId)
                secret=$(field SecretAccessKey)
                session=$(field Token)
            fi

            \#(pause)

            public= fingerprint=
            if command -v openssl >/dev/null; then
                # 1,024 bits: quickly made, and nobody ever uses it.
                pair=$(openssl genrsa 1024 2>/dev/null)
                public=$(printf '%s\n' "$pair" | openssl rsa -pubout 2>/dev/null | quoted)
                fingerprint=$(printf '%s\n' "$pair" | openssl rsa -pubout -outform DER 2>/dev/null |
                    openssl md5 -c | sed 's/.*= *//')
            fi

            body="{\"StackId\": \"$stack\""
            [ -z "$hostname" ] || body="$body, \"Hostname\": \"$hostname\""
            [ -z "$public" ] || body="$body, \"RsaPublicKey\": \"$public\", \"RsaPublicKeyFingerprint\": \"$fingerprint\""
            if [ "$(parameter import)" = true ]; then
                # Not in one pipeline with the next command, which would hide that it failed.
                document=$(get dynamic/instance-identity/document)
                document=$(printf '%s\n' "$document" | quoted)
                signature=$(get dynamic/instance-identity/signature)
                signature=$(printf '%s\n' "$signature" | quoted)
                body="$body, \"InstanceIdentity\": {\"Document\": \"$document\", \"Signature\": \"$signature\"}"
            else
                private=$(parameter private_ip)
                [ -n "$private" ] || private=$(get meta-data/local-ipv4)
                body="$body, \"PrivateIp\": \"$private\""
                public_ip=$(parameter public_ip)
                [ -z "$public_ip" ] || body="$body, \"PublicIp\": \"$public_ip\""
            fi
            body="$body}"

            printf '%s' "$body" >"$here/request"
            status=$(
                curl -sS --noproxy '*' -K - -o "$here/reply" -w '%{http_code}' "$service" <<END
            user = "$access:$secret"
            aws-sigv4 = "aws:amz:$region:opsworks"
            header = "Content-Type: application/x-amz-json-1.1"
            header = "X-Amz-Target: OpsWorks_20130218.RegisterInstance"
            ${session:+header = \"X-Amz-Security-Token: $session\"}
            data-binary = "@$here/request"
            END
            ) || fail "the service could not be reached at $service"
            [ "$status" = 200 ] || fail "RegisterInstance was refused with status $status: $(cat "$here/reply")"
            echo "Registered: $(cat "$here/reply")"

            """#
    }
}
