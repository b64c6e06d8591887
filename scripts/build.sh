# Sourced by the launchers. Builds the CLI once, under a lock, when anything it is made from is newer than the build.

rollcall_need_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    echo "rollcall: the .NET 10 SDK is not installed (no 'dotnet' on the PATH)." >&2
    echo "  Install it (on Debian: see https://learn.microsoft.com/dotnet/core/install/linux-debian) and start again." >&2
    exit 1
  fi
}

rollcall_build() {
  local here="$1" out="$1/src/Rollcall.Cli/bin/Release/net10.0" stamp
  stamp="$out/.built"
  rollcall_is_fresh "$here" "$stamp" && return 0
  rollcall_need_dotnet
  mkdir -p "$out"
  exec 9>"$out/.build-lock"
  flock 9
  if ! rollcall_is_fresh "$here" "$stamp"; then
    echo "Building Rollcall …" >&2
    local log="$out/.build-log" begun
    begun="$(mktemp)"
    if ! dotnet build "$here/src/Rollcall.Cli/Rollcall.Cli.csproj" -c Release --nologo -v quiet >"$log" 2>&1; then
      cat "$log" >&2
      echo "rollcall: the build failed; its output is above." >&2
      rm -f "$begun"
      exit 1
    fi
    # The stamp carries the time before the build: what changed meanwhile is newer and builds again.
    touch -r "$begun" "$stamp"
    rm -f "$begun"
  fi
  exec 9>&-
}

rollcall_is_fresh() {
  local here="$1" stamp="$2"
  [ -e "$stamp" ] && [ -x "$here/src/Rollcall.Cli/bin/Release/net10.0/rollcall-cli" ] && [ -z "$(
    find "$here/src" "$here/Directory.Build.props" "$here/Directory.Packages.props" "$here/global.json" \
      \( -name bin -o -name obj \) -prune -o -newer "$stamp" -type f -print -quit)" ]
}
