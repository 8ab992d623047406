"""Lines to paste: how a CA gets into each place, an option to pip, a login to a proxy; for sh, PowerShell and cmd.

One rule: a line is for the release that it is printed for, and has the person's own path where one was given.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from packaging.version import Version

from harness.advise.choices import OPTIONS
from harness.advise.question import Question
from harness.model.errors import UsageError
from harness.model.versions import read_version

#: The shells for which there are lines, the usual one first.
SHELLS = ("sh", "powershell", "cmd")
#: The word in a line that stands for what somebody installs.
PACKAGE = "PACKAGE"
#: The path in a line where none was given, by the shell.
FILES = {"sh": "/path/to/ca.pem", "powershell": r"C:\path\to\ca.pem", "cmd": r"C:\path\to\ca.pem"}
_FOLDERS = {"sh": "/path/to/folder"}
#: ``pip config`` is there from here on. https://pip.pypa.io/en/stable/news/#v10-0-0b1
_CONFIG_COMMAND = Version("10.0")
#: pip vendors certifi from here on; before, requests has the bundle. Neither has a command for it in every release.
_CERTIFI = Version("9.0.2")
#: Reads a password without showing it, and prints it as a URL has it. It has no double quotes, which shells differ in.
_ASK = "import getpass, urllib.parse as u; print(u.quote(getpass.getpass(), safe=str()))"


def quote_word(word: str, shell: str) -> str:
    """Return a word quoted for a shell, so that spaces, quotes and ampersands in it are kept."""
    if shell == "sh":
        return shlex.quote(word)
    if shell == "powershell":
        plain = all(each.isalnum() or each in "_-.:\\\\/=" for each in word)
        return word if plain and word else "'" + word.replace("'", "''") + "'"
    plain = all(each.isalnum() or each in "_-.:\\\\/" for each in word)
    return word if plain and word else f'"{word}"'


def check_file(file: str, shell: str) -> None:
    """Raise ``UsageError`` for a path with a control character, or with a character that cmd cannot quote."""
    if not file.isprintable() or (shell == "cmd" and any(each in file for each in '"%')):
        raise UsageError(f"--file {file!r} cannot be written in a line for {shell}")


@dataclass(frozen=True, kw_only=True)
class LineMaker:
    """Makes the lines for one shell, one CA file and one release; without a ``file`` they have a placeholder."""

    shell: str = "sh"
    file: str = ""
    pip: str = ""

    @property
    def path(self) -> str:
        """The path of the CA file as the shell reads it."""
        return quote_word(self.file or FILES[self.shell], self.shell)

    @property
    def _version(self) -> Version:
        """The release of pip; for a pip that is no release, a version above all."""
        return read_version(self.pip) or Version("9999")

    @property
    def _where(self) -> str:
        """The code that prints where pip's own bundle is."""
        module = "certifi" if self._version >= _CERTIFI else "requests.certs"
        return f"from pip._vendor.{module} import where; print(where())"

    def make_lines(self, question: Question, asked: Question) -> tuple[str, ...]:
        """Return alternative lines that each change ``asked`` into ``question``; none if the shell has no such line."""
        if question.login != asked.login:
            return self._make_login_lines(question)
        placed = _PLACING[question.store](self)
        if not question.option:
            return placed
        install = f"python -m pip install {OPTIONS[question.option]} {PACKAGE}"
        if question.store == "cert":
            return (f"python -m pip install --cert {self.path} {OPTIONS[question.option]} {PACKAGE}",)
        before = placed[0] if placed and question.store not in ("system", "shipped") else ""
        return (self._join_commands(before, install),)

    def make_upgrade_lines(self, version: str, carrier: Question | None) -> tuple[str, ...]:
        """Return the lines that install a release of pip; ``carrier`` is a set-up in which the present pip works."""
        if carrier is not None and carrier.store == "cert":
            option = f" {OPTIONS[carrier.option]}" if carrier.option else ""
            return (f"python -m pip install --cert {self.path}{option} --upgrade pip=={version}",)
        option = f" {OPTIONS[carrier.option]}" if carrier and carrier.option else ""
        placed = self.make_lines(carrier, carrier) if carrier and not carrier.option else ()
        return (
            self._join_commands(placed[0] if placed else "", f"python -m pip install{option} --upgrade pip=={version}"),
        )

    def _join_commands(self, first: str, second: str) -> str:
        if not first:
            return second
        return f"{first}; {second}" if self.shell == "powershell" else f"{first} && {second}"

    def make_join_line(self, *, with_shipped: bool) -> str:
        """Return the line that joins the CA file and pip's bundle, or else the CA files of the index and the proxy."""
        if self.shell == "sh":
            own = "\"$(python -c '" + self._where + "')\"" if with_shipped else ""
            return f"cat {own} {self.path} > all.pem" if own else f"cat index-ca.pem proxy-ca.pem > {self.path}"
        if self.shell == "powershell":
            if with_shipped:
                return f'Get-Content (python -c "{self._where}"), {self.path} | Set-Content -Encoding ascii all.pem'
            return f"Get-Content index-ca.pem, proxy-ca.pem | Set-Content -Encoding ascii {self.path}"
        if with_shipped:
            return f'for /f "delims=" %b in (\'python -c "{self._where}"\') do copy /b "%b"+{self.path} all.pem'
        return f"copy /b index-ca.pem+proxy-ca.pem {self.path}"

    def _set_variable(self, name: str) -> tuple[str, ...]:
        file = self.file or FILES[self.shell]
        if self.shell == "sh":
            return (f"export {name}={self.path}",)
        if self.shell == "powershell":
            return (f"$env:{name} = '{file.replace(chr(39), chr(39) * 2)}'",)
        return (f'set "{name}={file}"',)

    def _make_option_line(self) -> tuple[str, ...]:
        return (f"python -m pip install --cert {self.path} {PACKAGE}",)

    def _configure(self) -> tuple[str, ...]:
        if self._version >= _CONFIG_COMMAND:
            return (f"python -m pip config set global.cert {self.path}",)
        if self.shell != "sh":
            return ()
        # Older ones have no command for it. A file of its own leaves the others as they are.
        text = "'[global]\\ncert = %s\\n'"
        return (f"printf {text} {self.path} > ~/pip-cert.conf && export PIP_CONFIG_FILE=~/pip-cert.conf",)

    def _fill_system_store(self) -> tuple[str, ...]:
        if self.shell == "sh":
            return (
                f"sudo cp {self.path} /usr/local/share/ca-certificates/company.crt && sudo update-ca-certificates",
                f"sudo cp {self.path} /etc/pki/ca-trust/source/anchors/company.pem && sudo update-ca-trust",
            )
        if self.shell == "powershell":
            return (f"Import-Certificate -FilePath {self.path} -CertStoreLocation Cert:\\LocalMachine\\Root",)
        return (f"certutil -addstore -f Root {self.path}",)

    def _fill_shipped_bundle(self) -> tuple[str, ...]:
        if self.shell == "sh":
            return (f"cat {self.path} >> \"$(python -c '{self._where}')\"",)
        if self.shell == "powershell":
            return (f'Get-Content {self.path} | Add-Content -Encoding ascii (python -c "{self._where}")',)
        return (f'for /f "delims=" %b in (\'python -c "{self._where}"\') do type {self.path} >> "%b"',)

    def _fill_folder(self) -> tuple[str, ...]:
        if self.shell != "sh":
            return ()
        folder = _FOLDERS[self.shell] if not self.file else quote_word(f"{self.file}.d", "sh")
        # openssl rehash skips a file that holds more than one certificate.
        split = f'awk \'/BEGIN CERT/{{n++}} n{{print > (d "/" n ".pem")}}\' d={folder} {self.path}'
        return (f"mkdir -p {folder} && {split} && openssl rehash {folder} && export SSL_CERT_DIR={folder}",)

    def _make_login_lines(self, question: Question) -> tuple[str, ...]:
        proxy = question.path.proxies[0].scheme
        name = "HTTPS_PROXY"
        if question.login != "encoded":
            value = f"{proxy}://USER:PASSWORD@PROXY:PORT"
            return {
                "sh": (f"export {name}='{value}'",),
                "powershell": (f"$env:{name} = '{value}'",),
                "cmd": (f'set "{name}={value}"',),
            }[self.shell]
        return {
            "sh": (f'export {name}="{proxy}://USER:$(python -c "{_ASK}")@PROXY:PORT"',),
            "powershell": (f'$env:{name} = "{proxy}://USER:" + (python -c "{_ASK}") + "@PROXY:PORT"',),
            "cmd": (f'for /f "delims=" %p in (\'python -c "{_ASK}"\') do @set "{name}={proxy}://USER:%p@PROXY:PORT"',),
        }[self.shell]


_PLACING: Mapping[str, Callable[[LineMaker], tuple[str, ...]]] = {
    "system": LineMaker._fill_system_store,
    "shipped": LineMaker._fill_shipped_bundle,
    "ssl-cert-file": lambda maker: maker._set_variable("SSL_CERT_FILE"),
    "ssl-cert-dir": LineMaker._fill_folder,
    "cert": LineMaker._make_option_line,
    "pip-cert": lambda maker: maker._set_variable("PIP_CERT"),
    "pip-conf": LineMaker._configure,
    "requests-ca-bundle": lambda maker: maker._set_variable("REQUESTS_CA_BUNDLE"),
    "curl-ca-bundle": lambda maker: maker._set_variable("CURL_CA_BUNDLE"),
}
