# Sourced by the other scripts: finds Python, makes .venv, installs what a lock file names. POSIX sh.
cd "$(dirname "$0")/.." || exit 1
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Takes KEY=value lines of .env that the environment does not set already. The file is read, never executed.
read_env_file() {
    [ -f .env ] || return 0
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in '' | '#'*) continue ;; esac
        key=${line%%=*}
        value=${line#*=}
        case $key in '' | *[!A-Za-z0-9_]* | [0-9]*) fail "Tệp .env có dòng không đọc được: $line" ;; esac
        case $value in \"*\" | \'*\') value=${value#?} value=${value%?} ;; esac
        eval "[ -n \"\${$key+set}\" ]" || export "$key=$value"
    done <.env
}

find_python() {
    for python in python3 python3.13 python3.12 python3.11 python; do
        if command -v "$python" >/dev/null 2>&1 &&
            "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            return 0
        fi
    done
    fail "Cần Python 3.11 trở lên. Hãy cài Python (Debian, Ubuntu: apt-get install python3 python3-venv) rồi chạy lại."
}

# install LOCK: brings .venv to what LOCK says; takes no time when that is done already.
install() {
    stamp=.venv/installed-$1
    if [ -x .venv/bin/python ] && cmp -s "$1" "$stamp"; then return 0; fi
    find_python
    say "Đang cài thư viện theo $1 (chỉ lần đầu hoặc khi danh mục thay đổi)…"
    # Debian ships python3 without ensurepip; a pip outside can then fill the environment instead.
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        [ -x .venv/bin/python ] || "$python" -m venv .venv || fail "Không tạo được môi trường ảo .venv."
        pip=".venv/bin/python -m pip"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        [ -x .venv/bin/python ] || "$python" -m venv --without-pip .venv || fail "Không tạo được môi trường ảo .venv."
        pip="$python -m pip --python .venv/bin/python"
    else
        fail "Python của máy này thiếu venv và pip. Hãy chạy: apt-get install python3-venv python3-pip, rồi chạy lại."
    fi
    $pip install --quiet --require-hashes -r "$1" </dev/null ||
        fail "Chưa cài được thư viện. Kiểm tra kết nối mạng rồi chạy lại; phần đã có được giữ nguyên."
    cp "$1" "$stamp"
}
