//! enlist_plugin.h, revision 3, for Rust: the same structs, and helpers for them.
#![allow(dead_code)]

use std::ffi::{CStr, CString};
use std::os::raw::c_char;

pub const ABI: u32 = 3;

/// A call of a step's function: a handle that is opaque to plugins.
#[repr(C)]
pub struct Call {
    _private: [u8; 0],
}

pub type Handle = *mut Call;
pub type Text = *const c_char;
pub type Function = unsafe extern "C" fn();

#[repr(C)]
pub struct Host {
    pub size: u32,
    pub abi: u32,
    pub program: Text,
    pub give: unsafe extern "C" fn(Handle, Text, Text) -> i32,
    pub give_json: unsafe extern "C" fn(Handle, Text, Text) -> i32,
    pub fact: unsafe extern "C" fn(Handle, Text) -> Text,
    pub log: unsafe extern "C" fn(Handle, i32, Text),
    pub progress: unsafe extern "C" fn(Handle, f64, Text),
    pub cancelled: unsafe extern "C" fn(Handle) -> i32,
    pub wait: unsafe extern "C" fn(Handle, u64, Text) -> i32,
    pub record: unsafe extern "C" fn(Handle, Text, Text) -> i32,
    pub recorded: unsafe extern "C" fn(Handle, Text) -> Text,
    pub fail: unsafe extern "C" fn(Handle, i32, Text, Text) -> i32,
    /// Since revision 2.
    pub root: Text,
}

#[repr(C)]
pub struct Parameter {
    pub size: u32,
    pub flags: u32,
    pub name: Text,
    pub type_name: Text,
    pub default_json: Text,
    pub documentation: Text,
}

#[repr(C)]
pub struct Step {
    pub size: u32,
    pub parameter_count: u32,
    pub kind: Text,
    pub summary: Text,
    pub parameters: *const Parameter,
    pub needs: *const Text,
    pub gives: *const Text,
    pub signature: Text,
    pub run: Option<Function>,
    pub check: Option<Function>,
    pub revert: Option<Function>,
    pub plan_text: Text,
    /// Since revision 2.
    pub timeout_ms: u64,
    /// Since revision 3.
    pub require: Option<Function>,
    /// Since revision 3.
    pub leaving: *const Text,
}

#[repr(C)]
pub struct Plugin {
    pub size: u32,
    pub abi: u32,
    pub abi_least: u32,
    pub step_count: u32,
    pub name: Text,
    pub version: Text,
    pub steps: *const Step,
}

/// Texts for a table, terminated by a null pointer: `&KINDS.0[0]`.
#[repr(transparent)]
pub struct Texts<const COUNT: usize>(pub [Text; COUNT]);

// They are never changed, and contain pointers to data that lives for good.
unsafe impl Sync for Parameter {}
unsafe impl Sync for Step {}
unsafe impl Sync for Plugin {}
unsafe impl<const COUNT: usize> Sync for Texts<COUNT> {}

/// A text for a table: `text!("path")`.
#[macro_export]
macro_rules! text {
    ($text:expr) => {
        concat!($text, "\0").as_ptr() as *const std::os::raw::c_char
    };
}

/// A C function for a table: `function!(run as fn(Handle, Text) -> i32)`.
#[macro_export]
macro_rules! function {
    ($function:ident as fn($($argument:ty),*) -> $result:ty) => {
        Some(unsafe {
            std::mem::transmute::<unsafe extern "C" fn($($argument),*) -> $result, Function>($function)
        })
    };
}

pub enum Class {
    Refused = 1,
    Throttled = 2,
    Transient = 3,
    CredentialsPending = 4,
    Conflict = 5,
    Busy = 6,
    NotFound = 7,
    Timeout = 8,
}

/// The host, during one call.
pub struct Context {
    pub host: &'static Host,
    pub call: Handle,
}

impl Context {
    pub fn log(&self, text: &str) {
        let text = c_string(text);
        unsafe { (self.host.log)(self.call, 1, text.as_ptr()) }
    }

    /// Reports a failure, and returns the result for the step's function.
    pub fn fail(&self, class: Class, text: &str, remedy: &str) -> i32 {
        let (text, remedy) = (c_string(text), c_string(remedy));
        unsafe { (self.host.fail)(self.call, class as i32, text.as_ptr(), remedy.as_ptr()) }
    }

    /// Returns whether it is on the disk: otherwise the effect must not happen.
    pub fn record(&self, name: &str, text: &str) -> bool {
        let (name, text) = (c_string(name), c_string(text));
        unsafe { (self.host.record)(self.call, name.as_ptr(), text.as_ptr()) == 0 }
    }

    pub fn recorded(&self, name: &str) -> Option<String> {
        let name = c_string(name);
        unsafe { read((self.host.recorded)(self.call, name.as_ptr())) }
    }

    /// The folder that stands for `/`.
    pub fn root(&self) -> String {
        if self.host.abi < 2 {
            return "/".to_string();
        }
        unsafe { read(self.host.root) }.unwrap_or_else(|| "/".to_string())
    }
}

/// Copies a text of the host's; None for a null pointer.
pub unsafe fn read(text: Text) -> Option<String> {
    if text.is_null() {
        return None;
    }
    Some(CStr::from_ptr(text).to_string_lossy().into_owned())
}

fn c_string(text: &str) -> CString {
    CString::new(text.replace('\0', " ")).unwrap_or_default()
}
