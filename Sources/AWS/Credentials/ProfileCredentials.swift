import Numbers

/// Credentials from a profile of the shared files: keys, a process, or a role that is assumed with
/// another profile's credentials.
package struct ProfileCredentials: CredentialsProvider {
    package let name = "shared files"
    private let environment: [String: String]
    /// Calls STS; each role is assumed with the credentials that its profile names.
    private let roles: RoleAssumer
    /// The providers that `credential_source` can name.
    private let sources: [String: any CredentialsProvider]

    package init(
        environment: [String: String], roles: RoleAssumer,
        sources: [String: any CredentialsProvider]
    ) {
        self.environment = environment
        self.roles = roles
        self.sources = sources
    }

    /// The selected profile's credentials; nil if it has none.
    ///
    /// - Throws: `AWSError` of kind `.configuration`, or STS' own.
    package func credentials() async throws(AWSError) -> Credentials? {
        let profiles: SharedProfiles
        do throws(ConfigurationProblem) {
            profiles = try SharedProfiles(environment: environment)
        } catch {
            throw problem(error)
        }
        guard profiles[profiles.selected] != nil || profiles.isNamed else { return nil }
        return try await credentials(of: profiles.selected, in: profiles, wantedBy: [])
    }

    /// The credentials of one profile.
    ///
    /// `wantedBy` holds the profiles whose source this is. The keys of a source take precedence
    /// over its role: a profile that names itself as its source has keys of its own.
    private func credentials(
        of name: String, in profiles: SharedProfiles, wantedBy: [String]
    ) async throws(AWSError) -> Credentials? {
        guard let profile = profiles[name] else {
            throw problem(.unknownProfile(name, files: profiles.files))
        }
        let keys: Credentials?
        do throws(ConfigurationProblem) { keys = try profile.keys() } catch { throw problem(error) }
        if !wantedBy.isEmpty, let keys { return keys }
        guard !wantedBy.contains(name) else { throw problem(.profileLoop(wantedBy + [name])) }

        if let role = profile["role_arn"] {
            return try await assume(role, profile, profiles, wantedBy)
        }
        if let keys, profile.hasKeysFirst || profile["credential_process"] == nil { return keys }
        if let command = profile["credential_process"] {
            do throws(ConfigurationProblem) {
                return try await CredentialProcess(command, profile: name, environment).run()
            } catch {
                throw problem(error)
            }
        }
        if let setting = profile.setting(beginningWith: "sso_") {
            throw problem(.unsupportedSetting(profile: name, setting))
        }
        return nil
    }

    private func assume(
        _ role: String, _ profile: Profile, _ profiles: SharedProfiles, _ wantedBy: [String]
    ) async throws(AWSError) -> Credentials {
        if profile["mfa_serial"] != nil {
            throw problem(.unsupportedSetting(profile: profile.name, "mfa_serial"))
        }
        let session = profile["role_session_name"]
        let region = profile["region"]
        if let file = profile["web_identity_token_file"] {
            return try await roles.assume(
                role, webIdentityTokenFile: file, session: session, region: region)
        }
        let source: any CredentialsProvider
        if let name = profile["source_profile"] {
            let found = try await credentials(
                of: name, in: profiles, wantedBy: wantedBy + [profile.name])
            guard let found else {
                throw problem(.incompleteProfile(name, missing: "aws_access_key_id"))
            }
            source = StaticCredentials(found)
        } else if let name = profile["credential_source"] {
            guard let known = sources[name] else {
                throw problem(
                    .unsupportedSetting(profile: profile.name, "credential_source \(name)"))
            }
            source = known
        } else {
            throw problem(.incompleteProfile(profile.name, missing: "source_profile"))
        }
        return try await roles.assume(
            role, with: source, session: session, region: region,
            externalID: profile["external_id"],
            duration: profile["duration_seconds"].flatMap { Int(decimal: $0, in: 0...Int.max) })
    }
}
