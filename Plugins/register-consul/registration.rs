//! A service in the form that the agent expects.

/// The content of `PUT /v1/agent/service/register`.
pub struct Registration {
    pub name: String,
    pub id: String,
    pub address: Option<String>,
    pub port: u32,
    pub tags: Vec<String>,
    /// A JSON object, as written in the pipeline file.
    pub meta: String,
    pub check_http: Option<String>,
    pub check_tcp: Option<String>,
    pub check_interval: String,
    pub check_timeout: String,
    pub deregister_after: Option<String>,
}

impl Registration {
    /// What is wrong with it, and what to do; None if nothing is.
    pub fn problem(&self) -> Option<(String, &'static str)> {
        let is_named = |text: &str| !text.is_empty() && !text.chars().any(char::is_control);
        if !is_named(&self.name) || !is_named(&self.id) {
            return Some((
                "`name` and `id` must be names, without control characters".to_string(),
                "write them as shop and shop-1",
            ));
        }
        if self.port > 65535 {
            return Some((format!("{} is no port", self.port), "choose one from 1 to 65535"));
        }
        if !self.meta.starts_with('{') {
            return Some((
                "`meta` is no mapping".to_string(),
                "write it as {version: \"3\", colour: blue}",
            ));
        }
        if self.check_http.is_some() && self.check_tcp.is_some() {
            return Some((
                "`check-http` and `check-tcp` exclude each other".to_string(),
                "choose one of them",
            ));
        }
        for (name, text) in [
            ("check-interval", Some(&self.check_interval)),
            ("check-timeout", Some(&self.check_timeout)),
            ("deregister-after", self.deregister_after.as_ref()),
        ] {
            if text.map_or(false, |text| !is_duration(text)) {
                return Some((
                    format!("`{}` is no length of time", name),
                    "write it as 500ms, 10s, 5m or 1h30m",
                ));
            }
        }
        None
    }

    /// The path of a request about the service: a name may contain characters that a path may not.
    pub fn path(&self, question: &str) -> String {
        let mut path = format!("/v1/agent/service/{}", question);
        for byte in self.id.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                path.push(byte as char);
            } else {
                path.push_str(&format!("%{:02X}", byte));
            }
        }
        path
    }

    /// The JSON for the agent.
    pub fn json(&self) -> String {
        let tags: Vec<String> = self.tags.iter().map(|tag| quoted(tag)).collect();
        let mut members = vec![
            format!("\"Name\":{}", quoted(&self.name)),
            format!("\"ID\":{}", quoted(&self.id)),
            format!("\"Tags\":[{}]", tags.join(",")),
            format!("\"Meta\":{}", self.meta),
        ];
        if let Some(address) = &self.address {
            members.push(format!("\"Address\":{}", quoted(address)));
        }
        if self.port > 0 {
            members.push(format!("\"Port\":{}", self.port));
        }
        let check = match (&self.check_http, &self.check_tcp) {
            (Some(url), _) => Some(("HTTP", url)),
            (None, Some(address)) => Some(("TCP", address)),
            (None, None) => None,
        };
        if let Some((sort, target)) = check {
            let mut parts = vec![
                format!("\"{}\":{}", sort, quoted(target)),
                format!("\"Interval\":{}", quoted(&self.check_interval)),
                format!("\"Timeout\":{}", quoted(&self.check_timeout)),
            ];
            if let Some(time) = &self.deregister_after {
                parts.push(format!("\"DeregisterCriticalServiceAfter\":{}", quoted(time)));
            }
            members.push(format!("\"Check\":{{{}}}", parts.join(",")));
        }
        format!("{{{}}}", members.join(","))
    }
}

/// A duration in Go's notation: numbers with units.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = ["ms", "s", "m", "h"].iter().find(|unit| rest[digits..].starts_with(**unit));
        match unit {
            Some(unit) if digits > 0 => rest = &rest[digits + unit.len()..],
            _ => return false,
        }
    }
    !text.is_empty()
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    let mut json = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            letter if (letter as u32) < 0x20 => {
                json.push_str(&format!("\\u{:04x}", letter as u32));
            }
            letter => json.push(letter),
        }
    }
    json.push('"');
    json
}
