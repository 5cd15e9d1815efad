#!/usr/bin/env bash
# Surprise: FFI_Yajl, by which Chef and Ohai read JSON, takes an empty text for null and refuses a blank one; and it
# takes comments with // and /* */, which JSON does not have, before and after the value.
# For whom: who makes node files, hints and data bags by a shell: `: >file` works, `echo >file` is "premature EOF", and
# a file with comments that Chef has always taken is refused by every other reader.
# Versions: ruby-ffi-yajl 2.3.1-3+b5, libyajl2 2.1.0-3+deb12u2, ruby3.1 3.1.2-7+deb12u1, of Debian 12 on amd64.
# Guess: strict JSON, so an empty text and a blank one are both errors, and comments too; `#` may be taken, as Ruby's own.
# Seen: the parser returns nil for the empty text before it is looked at; the comments are taken by yajl, whose default
# refuses them. `#`, a comma too many and a second value are refused.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
chmod 755 "$work"
cd "$work"
apt=(apt-get -qq -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache" -o APT::Sandbox::User=root)
"${apt[@]}" update
"${apt[@]}" download ruby-ffi-yajl=2.3.1-3+b5 libyajl2=2.1.0-3+deb12u2 \
    ruby3.1=3.1.2-7+deb12u1 libruby3.1=3.1.2-7+deb12u1
for package in *.deb; do dpkg -x "$package" "$work/root"; done

lib=$work/root/usr/lib
env -i PATH="$PATH" HOME="$work" LC_ALL=C.UTF-8 LD_LIBRARY_PATH="$lib/x86_64-linux-gnu" \
    RUBYLIB="$lib/ruby/3.1.0:$lib/x86_64-linux-gnu/ruby/3.1.0:$lib/ruby/vendor_ruby:$lib/x86_64-linux-gnu/ruby/vendor_ruby/3.1.0" \
    "$work/root/usr/bin/ruby3.1" --disable-gems - <<'RUBY'
require "ffi_yajl"

EXPECTED = {
  "" => nil, " " => :refused, "\n" => :refused,
  "// a hint\n{}" => {}, "/* a hint */ {}" => {}, "{} // a hint" => {},
  "# a hint\n{}" => :refused, "[1,]" => :refused, "{} {}" => :refused,
}.freeze

found = EXPECTED.keys.to_h do |text|
  value = begin
    FFI_Yajl::Parser.parse(text)
  rescue FFI_Yajl::ParseError
    :refused
  end
  puts "#{text.inspect}: #{value.inspect}"
  [text, value]
end
abort "changed: the texts are not read as described" if found != EXPECTED
puts "held: nothing is null, a blank is an error, and comments are JSON"
RUBY
