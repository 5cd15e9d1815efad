//! The plugin register-consul: registers a service with the Consul agent of this machine.

mod agent;
#[path = "../../Sources/CScaffold/templates/rust/enlist_plugin.rs"]
mod enlist_plugin;
mod registration;

use agent::{Agent, Answer, NoAnswer};
use enlist_plugin::*;
use registration::Registration;
use std::path::Path;
use std::sync::atomic::{AtomicPtr, Ordering};

static HOST: AtomicPtr<Host> = AtomicPtr::new(std::ptr::null_mut());

/// The record before the effect, which tells a revert what was there.
const BEFORE: &str = "before";

/// The data of one call.
struct Work {
    context: Context,
    registration: Registration,
    agent: Agent,
}

impl Work {
    fn register(&self) -> i32 {
        if self.context.recorded(BEFORE).is_none() {
            let before = match self.ask("GET", &self.registration.path(""), "") {
                Ok(Answer { status: 404, .. }) => "missing",
                Ok(Answer { status: 200, .. }) => "there",
                Ok(answer) => return self.refused(&answer),
                Err(code) => return code,
            };
            if !self.context.record(BEFORE, before) {
                return self.context.fail(
                    Class::Busy,
                    "the effect could not be recorded",
                    "look at the disk",
                );
            }
        }
        let path = "/v1/agent/service/register?replace-existing-checks=true";
        match self.ask("PUT", path, &self.registration.json()) {
            Ok(Answer { status: 200, .. }) => {
                self.context.log(&format!("Consul knows the service {}", self.registration.id));
                0
            }
            Ok(answer) => self.refused(&answer),
            Err(code) => code,
        }
    }

    /// Checks that the agent answers, and that the token may read the service.
    fn look(&self) -> i32 {
        match self.ask("GET", &self.registration.path(""), "") {
            Ok(Answer { status: 200, .. }) | Ok(Answer { status: 404, .. }) => 0,
            Ok(answer) => self.refused(&answer),
            Err(code) => code,
        }
    }

    fn revert(&self) -> i32 {
        match self.context.recorded(BEFORE).as_deref() {
            Some("missing") => {}
            Some(_) => {
                self.context.log(&format!(
                    "the service {} was registered before, and stays",
                    self.registration.id
                ));
                return 0;
            }
            None => return 0,
        }
        self.deregister()
    }

    /// Removes the service, no matter who registered it.
    fn deregister(&self) -> i32 {
        match self.ask("PUT", &self.registration.path("deregister/"), "") {
            // It is gone already.
            Ok(Answer { status: 200, .. }) | Ok(Answer { status: 404, .. }) => 0,
            Ok(answer) => self.refused(&answer),
            Err(code) => code,
        }
    }

    /// Sends a request to the agent; without a reply, returns the result for the step's function.
    fn ask(&self, method: &str, path: &str, body: &str) -> Result<Answer, i32> {
        let context = &self.context;
        let is_over = || unsafe { (context.host.cancelled)(context.call) != 0 };
        self.agent.ask(method, path, body, is_over).map_err(|error| match error {
            NoAnswer::Unreachable(reason) => context.fail(
                Class::Transient,
                &reason,
                "see that the agent runs: consul members; or name it by `agent`",
            ),
            NoAnswer::Cancelled => context.fail(
                Class::Timeout,
                "the agent has not answered in time",
                "look at its log",
            ),
        })
    }

    /// Reports a reply other than the wanted one.
    fn refused(&self, answer: &Answer) -> i32 {
        let words: String = answer.body.chars().take(200).collect();
        let text = format!("Consul answers with status {}: {}", answer.status, words);
        match answer.status {
            403 => self.context.fail(
                Class::Refused,
                &text,
                &format!(
                    "give a `token` that may write it: service \"{}\" {{ policy = \"write\" }}",
                    self.registration.name
                ),
            ),
            429 => self.context.fail(Class::Throttled, &text, "ask less, or raise the agent's limits"),
            500..=599 => self.context.fail(Class::Transient, &text, "look at the agent's log"),
            _ => self.context.fail(
                Class::Refused,
                &text,
                "look at the parameters, and whether it is Consul that listens at `agent`",
            ),
        }
    }
}

/// The arguments of the functions of `register-consul`, in the order of the signature.
struct Arguments {
    name: Text,
    id: Text,
    address: Text,
    port: u32,
    tags: *const Text,
    meta: Text,
    check_http: Text,
    check_tcp: Text,
    check_interval: Text,
    check_timeout: Text,
    deregister_after: Text,
    agent: Text,
    token: Text,
    token_file: Text,
}

/// Prepares a call; if that fails, returns the result for the step's function.
unsafe fn work(call: Handle, arguments: Arguments) -> Result<Work, i32> {
    let context = Context { host: HOST.load(Ordering::Acquire).as_ref().ok_or(-1)?, call };
    let name = read(arguments.name).unwrap_or_default();
    let registration = Registration {
        id: read(arguments.id).unwrap_or_else(|| name.clone()),
        name,
        address: read(arguments.address),
        port: arguments.port,
        tags: list(arguments.tags),
        meta: read(arguments.meta).unwrap_or_else(|| "{}".to_string()),
        check_http: read(arguments.check_http),
        check_tcp: read(arguments.check_tcp),
        check_interval: read(arguments.check_interval).unwrap_or_default(),
        check_timeout: read(arguments.check_timeout).unwrap_or_default(),
        deregister_after: read(arguments.deregister_after),
    };
    if let Some((problem, remedy)) = registration.problem() {
        return Err(context.fail(Class::Refused, &problem, remedy));
    }
    let token = match read(arguments.token_file) {
        Some(path) => Some(file_token(&context, &path)?),
        None => read(arguments.token),
    };
    let url = read(arguments.agent).unwrap_or_default();
    match Agent::new(&url, token) {
        Ok(agent) => Ok(Work { context, registration, agent }),
        Err((problem, remedy)) => Err(context.fail(Class::Refused, &problem, remedy)),
    }
}

/// Reads the token from the only line of a file.
fn file_token(context: &Context, path: &str) -> Result<String, i32> {
    let place = Path::new(&context.root()).join(path.trim_start_matches('/'));
    std::fs::read_to_string(&place).map(|text| text.trim().to_string()).map_err(|error| {
        context.fail(
            Class::NotFound,
            &format!("the token cannot be read from {}: {}", path, error),
            "write it there, for root alone, by an earlier step",
        )
    })
}

/// A list terminated by a null pointer.
unsafe fn list(mut texts: *const Text) -> Vec<String> {
    let mut read_texts = Vec::new();
    if texts.is_null() {
        return read_texts;
    }
    while let Some(text) = read(*texts) {
        read_texts.push(text);
        texts = texts.add(1);
    }
    read_texts
}

/// Defines a function of the step with the arguments of a C function.
macro_rules! step_function {
    ($name:ident, $method:ident) => {
        unsafe extern "C" fn $name(
            call: Handle,
            name: Text,
            id: Text,
            address: Text,
            port: u32,
            tags: *const Text,
            meta: Text,
            check_http: Text,
            check_tcp: Text,
            check_interval: Text,
            check_timeout: Text,
            deregister_after: Text,
            agent: Text,
            token: Text,
            token_file: Text,
        ) -> i32 {
            let arguments = Arguments {
                name,
                id,
                address,
                port,
                tags,
                meta,
                check_http,
                check_tcp,
                check_interval,
                check_timeout,
                deregister_after,
                agent,
                token,
                token_file,
            };
            match work(call, arguments) {
                Ok(work) => work.$method(),
                Err(code) => code,
            }
        }
    };
}

step_function!(run, register);
step_function!(revert, revert);
step_function!(require, look);

unsafe extern "C" fn leave(
    call: Handle,
    name: Text,
    id: Text,
    agent: Text,
    token: Text,
    token_file: Text,
) -> i32 {
    let none = std::ptr::null();
    let arguments = Arguments {
        name,
        id,
        address: none,
        port: 0,
        tags: std::ptr::null(),
        meta: none,
        check_http: none,
        check_tcp: none,
        check_interval: text!("10s"),
        check_timeout: text!("5s"),
        deregister_after: none,
        agent,
        token,
        token_file,
    };
    match work(call, arguments) {
        Ok(work) => work.deregister(),
        Err(code) => code,
    }
}

macro_rules! parameter {
    ($name:expr, $type:expr, $default:expr, $documentation:expr) => {
        Parameter {
            size: std::mem::size_of::<Parameter>() as u32,
            flags: 0,
            name: text!($name),
            type_name: text!($type),
            default_json: $default,
            documentation: text!($documentation),
        }
    };
}

static PARAMETERS: [Parameter; 14] = [
    parameter!("name", "str", std::ptr::null(), "the service's name"),
    parameter!("id", "str", text!("null"), "its id on this agent; by default its name"),
    parameter!("address", "str", text!("null"), "its address; by default the agent's"),
    parameter!("port", "u32", text!("0"), "its port; 0 for none"),
    parameter!("tags", "list(str)", text!("[]"), "its tags"),
    parameter!("meta", "json", text!("{}"), "its metadata, texts by name"),
    parameter!("check-http", "str", text!("null"), "the URL that Consul asks whether it is healthy"),
    parameter!("check-tcp", "str", text!("null"), "the address and port that Consul tries instead"),
    parameter!("check-interval", "str", text!("\"10s\""), "how often Consul asks"),
    parameter!("check-timeout", "str", text!("\"5s\""), "how long an answer may take"),
    parameter!(
        "deregister-after",
        "str",
        text!("null"),
        "after how long without health Consul forgets it; by default never"
    ),
    parameter!("agent", "str", text!("\"http://127.0.0.1:8500\""), "the agent's HTTP API"),
    parameter!("token", "str", text!("null"), "an ACL token"),
    parameter!("token-file", "str", text!("null"), "a file that holds one"),
];

static LEAVING_PARAMETERS: [Parameter; 5] = [
    parameter!("name", "str", std::ptr::null(), "the service's name"),
    parameter!("id", "str", text!("null"), "its id on this agent; by default its name"),
    parameter!("agent", "str", text!("\"http://127.0.0.1:8500\""), "the agent's HTTP API"),
    parameter!("token", "str", text!("null"), "an ACL token"),
    parameter!("token-file", "str", text!("null"), "a file that holds one"),
];

/// The kinds that end a registration.
static LEAVING: Texts<2> = Texts([text!("deregister-consul"), std::ptr::null()]);

static STEPS: [Step; 2] = [Step {
    size: std::mem::size_of::<Step>() as u32,
    parameter_count: PARAMETERS.len() as u32,
    kind: text!("register-consul"),
    summary: text!("Registers a service with the Consul agent of this machine"),
    parameters: &PARAMETERS[0],
    needs: std::ptr::null(),
    gives: std::ptr::null(),
    signature: text!(concat!(
        "call, name:str, id:str, address:str, port:u32, tags:list(str), meta:json, check-http:str, ",
        "check-tcp:str, check-interval:str, check-timeout:str, deregister-after:str, agent:str, ",
        "token:str, token-file:str -> status"
    )),
    run: function!(run as fn(
        Handle, Text, Text, Text, u32, *const Text, Text, Text, Text, Text, Text, Text, Text, Text, Text
    ) -> i32),
    check: None,
    revert: function!(revert as fn(
        Handle, Text, Text, Text, u32, *const Text, Text, Text, Text, Text, Text, Text, Text, Text, Text
    ) -> i32),
    plan_text: text!("registers ${name} with Consul at ${agent}"),
    timeout_ms: 30_000,
    require: function!(require as fn(
        Handle, Text, Text, Text, u32, *const Text, Text, Text, Text, Text, Text, Text, Text, Text, Text
    ) -> i32),
    leaving: &LEAVING.0[0],
}, Step {
    size: std::mem::size_of::<Step>() as u32,
    parameter_count: LEAVING_PARAMETERS.len() as u32,
    kind: text!("deregister-consul"),
    summary: text!("Deregisters a service from the Consul agent of this machine"),
    parameters: &LEAVING_PARAMETERS[0],
    needs: std::ptr::null(),
    gives: std::ptr::null(),
    signature: text!("call, name:str, id:str, agent:str, token:str, token-file:str -> status"),
    run: function!(leave as fn(Handle, Text, Text, Text, Text, Text) -> i32),
    check: None,
    revert: None,
    plan_text: text!("deregisters ${name} from Consul at ${agent}"),
    timeout_ms: 30_000,
    require: None,
    leaving: std::ptr::null(),
}];

static PLUGIN: Plugin = Plugin {
    size: std::mem::size_of::<Plugin>() as u32,
    abi: ABI,
    abi_least: 1,
    step_count: STEPS.len() as u32,
    name: text!("register-consul"),
    version: text!("1.0"),
    steps: &STEPS[0],
};

/// # Safety
///
/// Called by enlist, once, with its table, which lives for good.
#[no_mangle]
pub unsafe extern "C" fn enlist_plugin_entry_v1(host: *const Host) -> *const Plugin {
    HOST.store(host as *mut Host, Ordering::Release);
    &PLUGIN
}
