//! The plugin @NAME@: as a start, one step that writes a file.

mod enlist_plugin;

use enlist_plugin::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicPtr, Ordering};

static HOST: AtomicPtr<Host> = AtomicPtr::new(std::ptr::null_mut());

/// The arguments of the step's functions.
unsafe fn arguments(call: Handle, path: Text, text: Text) -> Option<(Context, String, String)> {
    let context = Context { host: HOST.load(Ordering::Acquire).as_ref()?, call };
    Some((context, read(path)?, read(text)?))
}

/// A path below the folder that stands for `/`.
fn place(context: &Context, path: &str) -> PathBuf {
    Path::new(&context.root()).join(path.trim_start_matches('/'))
}

fn has_text(file: &Path, text: &str) -> bool {
    fs::read(file).map_or(false, |bytes| bytes == text.as_bytes())
}

unsafe extern "C" fn check(call: Handle, path: Text, text: Text) -> i32 {
    let (context, path, text) = match arguments(call, path, text) {
        Some(arguments) => arguments,
        None => return -1,
    };
    i32::from(!has_text(&place(&context, &path), &text))
}

unsafe extern "C" fn run(call: Handle, path: Text, text: Text) -> i32 {
    let (context, path, text) = match arguments(call, path, text) {
        Some(arguments) => arguments,
        None => return -1,
    };
    if !path.starts_with('/') {
        return context.fail(Class::Refused, "the path is not absolute", "begin it with `/`");
    }
    let file = place(&context, &path);
    if has_text(&file, &text) {
        return 0;
    }
    if file.exists() {
        return context.fail(Class::Conflict, "there is another file already", "remove it");
    }
    // Before the effect: `revert` relies on it, even if this process ends right after it.
    if !context.record("wrote", &path) {
        return context.fail(Class::Busy, "the effect could not be recorded", "look at the disk");
    }
    match write(&file, &text) {
        Ok(()) => {
            context.log("wrote it");
            0
        }
        Err(error) => context.fail(
            Class::Refused,
            &format!("cannot write {}: {}", file.display(), error),
            "look at the path, and at who may write there",
        ),
    }
}

fn write(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    fs::write(&name, text)?;
    fs::rename(&name, file)
}

unsafe extern "C" fn revert(call: Handle, path: Text, text: Text) -> i32 {
    let (context, path, _) = match arguments(call, path, text) {
        Some(arguments) => arguments,
        None => return -1,
    };
    if context.recorded("wrote").as_deref() != Some(path.as_str()) {
        return 0;
    }
    match fs::remove_file(place(&context, &path)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => context.fail(
            Class::Refused,
            &format!("cannot remove {}: {}", path, error),
            "remove it by hand",
        ),
        _ => 0,
    }
}

static PARAMETERS: [Parameter; 2] = [
    Parameter {
        size: std::mem::size_of::<Parameter>() as u32,
        flags: 0,
        name: text!("path"),
        type_name: text!("str"),
        default_json: std::ptr::null(),
        documentation: text!("the file, by its absolute path"),
    },
    Parameter {
        size: std::mem::size_of::<Parameter>() as u32,
        flags: 0,
        name: text!("text"),
        type_name: text!("str"),
        default_json: text!("\"\""),
        documentation: text!("what is to be in it"),
    },
];

static STEPS: [Step; 1] = [Step {
    size: std::mem::size_of::<Step>() as u32,
    parameter_count: PARAMETERS.len() as u32,
    kind: text!("@NAME@"),
    summary: text!("Writes a file"),
    parameters: &PARAMETERS[0],
    needs: std::ptr::null(),
    gives: std::ptr::null(),
    signature: text!("call, path:str, text:str -> status"),
    run: function!(run as fn(Handle, Text, Text) -> i32),
    check: function!(check as fn(Handle, Text, Text) -> i32),
    revert: function!(revert as fn(Handle, Text, Text) -> i32),
    plan_text: text!("writes ${path}"),
    timeout_ms: 0,
    require: None,
    leaving: std::ptr::null(),
}];

static PLUGIN: Plugin = Plugin {
    size: std::mem::size_of::<Plugin>() as u32,
    abi: ABI,
    abi_least: 1,
    step_count: STEPS.len() as u32,
    name: text!("@NAME@"),
    version: text!("0.1.0"),
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
