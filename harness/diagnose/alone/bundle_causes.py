"""Find whether a bundle, or the system's store, is what made a request fail: one that cannot be used as it is."""

from __future__ import annotations

import re

from harness.diagnose.alone.case import Case, Cause, Way, join_errors
from harness.diagnose.alone.places import DER, EMPTY, MISSING, TRUSTSTORE_FILES, UNREADABLE, read_store
from harness.diagnose.alone.seen import Facts
from harness.diagnose.alone.settings import FoundSetting
from harness.diagnose.alone.ways import format_line, format_unset, format_variable

_NO_CERTIFICATES = re.compile(r"NO_CERTIFICATE_OR_CRL_FOUND|no certificate or crl found|\(_ssl|\[X509\]", re.IGNORECASE)
_GOOD_BUNDLE = "bundle_channels.cert_flag_vouches_for_the_origin"


def find_bad_bundle(case: Case, request: Facts) -> Cause | None:
    """Return the cause if the bundle that counted is missing, empty, in DER or unreadable; else None."""
    path = request["verify"]
    if not isinstance(path, str) or not path:
        return None
    setting = case.find_bundle(request)
    named = f"{path} ({setting.where})" if setting else path
    state = read_store("", path).state
    failed = "The CA bundle that is named cannot be used, so no request was sent."
    name = setting.where.split()[-1] if setting else "the setting"
    if state == MISSING:
        if path.startswith("~"):
            why = f"{named} begins with ~, which only a shell expands to the home folder: there is no such file."
            ways = (Way("Write the whole path.", _set_again(setting, "$HOME" + path[1:]), _GOOD_BUNDLE),)
            return Cause("bundle-home-unexpanded", failed, why, ways, ("broken", "", "nothing_asked"))
        why = f"{named} is not there."
        ways = (Way("Name a file that exists, or remove the setting.", _remove_setting(setting), _GOOD_BUNDLE),)
        return Cause("bundle-missing", failed, why, ways, ("broken", "", "nothing_asked"))
    if state == DER:
        why = f"{named} is in DER, and a bundle must be in PEM."
        line = format_line(["openssl", "x509", "-inform", "DER", "-in", path, "-out", path + ".pem"])
        ways = (Way(f"Convert it, and name the new file in {name}.", line, _GOOD_BUNDLE),)
        return Cause("bundle-der", failed, why, ways, ("broken", "", "no_hello"))
    if state == EMPTY:
        ways = (
            Way("Put the authorities into it in PEM, or remove the setting.", _remove_setting(setting), _GOOD_BUNDLE),
        )
        why = f"{named} has no certificate in it."
        return Cause("bundle-empty", failed, why, ways, ("broken", "", "no_hello"))
    if state == UNREADABLE:
        ways = (Way("Make it readable.", format_line(["chmod", "a+r", path]), _GOOD_BUNDLE),)
        return Cause(
            "bundle-unreadable", failed, f"You have no permission to read {named}.", ways, ("broken", "", "no_hello")
        )
    return None


def _set_again(setting: FoundSetting | None, value: str) -> str:
    if setting is not None and setting.where.startswith("the variable "):
        return f'export {setting.where.split()[-1]}="{value}"'
    return ""


def _remove_setting(setting: FoundSetting | None) -> str:
    if setting is not None and setting.where.startswith("the variable "):
        return format_unset(setting.where.split()[-1])
    return ""


def find_bad_system_store(case: Case, request: Facts) -> Cause | None:
    """Return the cause if the system's store is empty or unreadable, which ends every handshake of truststore."""
    if not _NO_CERTIFICATES.search(join_errors(request)) and "PermissionError" not in join_errors(request):
        return None
    first = next((read_store("", path) for path in TRUSTSTORE_FILES if read_store("", path).state != MISSING), None)
    if first is None or first.state not in (EMPTY, UNREADABLE):
        return None
    slug = f"{first.state}-system-store-ends-every-handshake"
    words = {EMPTY: "has no certificate in it", UNREADABLE: "cannot be read"}[first.state]
    why = f"{first.path} is the first file where {case.tool} looks for the system's store, and it {words}."
    ways = (
        Way(
            "Set SSL_CERT_FILE to a bundle.",
            format_variable("SSL_CERT_FILE", "/path/to/bundle.pem"),
            f"openssl_stores.ssl_cert_file_stands_in_for_an_{first.state}_store",
        ),
    )
    failed = "No connection was verified, as the system's store cannot be read."
    return Cause(slug, failed, why, ways, ("broken", "", "no_hello"), slug, case.find_issue(slug))
