# Sourced by the launchers. Installs Chromium by apt when the machine has none.

rollcall_need_chromium() {
  local executable package sudo=""
  for executable in /usr/lib/chromium/chromium-headless-shell /usr/lib/chromium/chromium; do
    [ -x "$executable" ] && return 0
  done
  [ "$(id -u)" = 0 ] || sudo="sudo"
  echo "Installing Chromium …" >&2
  $sudo apt-get update -qq >&2 || true
  # The headless shell needs a third of the CPU and half the memory, but not every distribution has it.
  for package in chromium-headless-shell chromium; do
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >/dev/null && return 0
  done
  echo "rollcall: Chromium could not be installed; install the package chromium-headless-shell or chromium and start again." >&2
  exit 1
}
