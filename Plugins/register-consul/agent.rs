//! The agent's HTTP API.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// The address of the agent, and the token for its requests.
pub struct Agent {
    /// `127.0.0.1:8500`.
    authority: String,
    token: Option<String>,
}

/// A reply of an agent.
pub struct Answer {
    pub status: u16,
    pub body: String,
}

/// Why there was no reply.
pub enum NoAnswer {
    /// The agent is not there (yet), or not healthy.
    Unreachable(String),
    /// The step must end.
    Cancelled,
}

/// The maximum time of one request.
const PATIENCE: Duration = Duration::from_secs(10);
/// How often the host is asked whether to continue.
const GLANCE: Duration = Duration::from_millis(100);
/// No reply to these requests is longer; the rest is not read.
const LONGEST: usize = 64 << 10;

impl Agent {
    /// Parses the agent's URL; returns what is wrong and what to do if it is invalid.
    pub fn new(url: &str, token: Option<String>) -> Result<Agent, (String, &'static str)> {
        if url.starts_with("https://") {
            return Err((
                "the agent's URL begins with `https`, and this plugin speaks no TLS".to_string(),
                "use the agent's HTTP port on this machine: http://127.0.0.1:8500",
            ));
        }
        let remedy = "write it as http://127.0.0.1:8500";
        let rest = url.strip_prefix("http://").unwrap_or("");
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic())
            && !rest.contains(|letter| "/@?#".contains(letter));
        if rest.is_empty() || !is_plain {
            return Err((format!("`{}` is no URL of an agent", url), remedy));
        }
        let has_port = rest.rsplit_once(':').map_or(false, |(host, port)| {
            !host.is_empty() && port.parse::<u16>().map_or(false, |port| port > 0)
        });
        if !has_port {
            return Err((format!("`{}` has no port", url), remedy));
        }
        if token.iter().any(|token| !token.bytes().all(|byte| byte.is_ascii_graphic())) {
            return Err(("the token is no token of Consul's".to_string(), "look where it is from"));
        }
        Ok(Agent { authority: rest.to_string(), token })
    }

    /// Sends a request, and reads the whole reply.
    pub fn ask(
        &self,
        method: &str,
        path: &str,
        body: &str,
        is_over: impl Fn() -> bool,
    ) -> Result<Answer, NoAnswer> {
        let deadline = Instant::now() + PATIENCE;
        let mut stream = self.connect()?;
        let token = match &self.token {
            Some(token) => format!("X-Consul-Token: {}\r\n", token),
            None => String::new(),
        };
        // With HTTP/1.0, a reply ends with its connection, and is not chunked.
        let request = format!(
            "{} {} HTTP/1.0\r\nHost: {}\r\nUser-Agent: enlist-register-consul\r\n{}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
            method,
            path,
            self.authority,
            token,
            body.len(),
            body
        );
        stream.write_all(request.as_bytes()).map_err(|error| self.unreachable(&error))?;
        let mut bytes = Vec::new();
        let mut part = [0; 4096];
        while bytes.len() < LONGEST {
            if is_over() {
                return Err(NoAnswer::Cancelled);
            }
            match stream.read(&mut part) {
                Ok(0) => break,
                Ok(count) => bytes.extend_from_slice(&part[..count]),
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
                    ) =>
                {
                    if Instant::now() > deadline {
                        return Err(NoAnswer::Unreachable(format!(
                            "the agent at {} does not answer",
                            self.authority
                        )));
                    }
                }
                Err(error) => return Err(self.unreachable(&error)),
            }
        }
        answer(&String::from_utf8_lossy(&bytes)).ok_or_else(|| {
            NoAnswer::Unreachable(format!("what answers at {} does not speak HTTP", self.authority))
        })
    }

    fn connect(&self) -> Result<TcpStream, NoAnswer> {
        let addresses = self.authority.to_socket_addrs().map_err(|error| self.unreachable(&error))?;
        let mut last = None;
        for address in addresses {
            match TcpStream::connect_timeout(&address, PATIENCE / 2) {
                Ok(stream) => {
                    stream.set_read_timeout(Some(GLANCE)).map_err(|error| self.unreachable(&error))?;
                    stream.set_write_timeout(Some(PATIENCE)).map_err(|error| self.unreachable(&error))?;
                    return Ok(stream);
                }
                Err(error) => last = Some(error),
            }
        }
        Err(match last {
            Some(error) => self.unreachable(&error),
            None => NoAnswer::Unreachable(format!("{} has no address", self.authority)),
        })
    }

    fn unreachable(&self, error: &std::io::Error) -> NoAnswer {
        NoAnswer::Unreachable(format!("the agent at {} cannot be asked: {}", self.authority, error))
    }
}

/// Parses `HTTP/1.0 200 OK`, header fields, an empty line, and the body.
fn answer(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut words = head.split(|letter| letter == ' ' || letter == '\r');
    if !words.next()?.starts_with("HTTP/1.") {
        return None;
    }
    Some(Answer { status: words.next()?.parse().ok()?, body: body.trim().to_string() })
}
