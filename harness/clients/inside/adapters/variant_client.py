"""A small client of a package index, with an adapter variant: ``python variant_client.py --help``.

One rule: it asks for what pip asks for, in pip's order, by plain requests, so that only the adapter differs.
"""

import argparse
import html.parser
import importlib
import json
import os
import sys
from urllib.parse import urljoin, urlsplit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

# They lie beside this script, which is run by its path.
variants = importlib.import_module("variant_adapters")
probe = importlib.import_module("adapter_probe")


class Links(html.parser.HTMLParser):
    """The targets of the links on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: "list[tuple[str, str | None]]") -> None:
        """Keep a link's target."""
        self.found += [value for name, value in attributes if tag == "a" and name == "href" and value]


def run_variant(arguments: "Sequence[str] | None" = None) -> None:
    """Download one file as the command line says, or exit with one line that says why not."""
    given = make_parser().parse_args(arguments)
    try:
        download_file(given)
    except Exception as error:
        sys.exit("ERROR: " + type(error).__name__ + ": " + str(error))


def download_file(given: argparse.Namespace) -> None:
    """Download one file."""
    prefix = "pip._vendor." if given.vendored else ""
    # Without a context of its own it needs no truststore, which older releases of pip and older Pythons lack.
    needless = given.variant == "no_context" or (given.adapter and not given.context)
    truststore = None if needless else importlib.import_module(prefix + "truststore")
    if given.variant == "injected" and truststore is not None:
        # Modules that are imported later make their contexts of the class that ssl has by then.
        truststore.inject_into_ssl()
    session = make_session(given, prefix, truststore)
    if given.probe:
        sys.stdout.write(json.dumps(probe.describe_managers(session.get_adapter("https://"))) + "\n")
        return
    url = given.target if "://" in given.target else find_file_url(session, given.index_url, given.target)
    response = session.get(url, timeout=given.timeout)
    response.raise_for_status()
    with open(os.path.join(given.dest, os.path.basename(urlsplit(url).path)), "wb") as file:
        file.write(response.content)
    sys.stdout.write("Saved " + file.name + "\n")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    made.add_argument("--variant", choices=variants.VARIANTS)
    made.add_argument("--adapter", metavar="MODULE:CLASS", help="somebody's own adapter instead of a variant")
    made.add_argument("--adapter-file", metavar="FILE", help="the file that is the adapter's module")
    made.add_argument("--kwargs", default="{}", metavar="JSON", help="what the adapter is made with")
    made.add_argument("--context", metavar="KEYWORD", help="a keyword by which to give it a truststore context")
    made.add_argument("--probe", action="store_true", help="print what its managers hold, and download nothing")
    made.add_argument("--vendored", action="store_true", help="use what pip vendors")
    made.add_argument("--cache", action="store_true", help="use CacheControl's adapter")
    made.add_argument("--index-url", metavar="URL")
    made.add_argument("--dest", metavar="FOLDER")
    made.add_argument("--cert", metavar="FILE", help="the bundle to verify with")
    made.add_argument("--client-cert", metavar="FILE")
    made.add_argument("--proxy", metavar="URL")
    made.add_argument("-q", action="count", help="print less, as of pip; only errors are printed anyway")
    made.add_argument("--timeout", type=float, default=15.0, metavar="SECONDS")
    made.add_argument("target", nargs="?", help="a project or a URL")
    return made


def make_session(given: argparse.Namespace, prefix: str, truststore: "Any") -> "Any":
    """Return a session with these options; like pip's, it gives its context to https alone."""
    requests = importlib.import_module(prefix + "requests")
    certifi = importlib.import_module(prefix + "certifi")
    upon = requests.adapters.HTTPAdapter
    if given.cache:
        upon = importlib.import_module(prefix + "cachecontrol").CacheControlAdapter
    session = requests.Session()
    session.mount("https://", choose_adapter(given, upon, truststore, certifi.where()))
    if given.cert:
        session.verify = given.cert
    if given.client_cert:
        session.cert = given.client_cert
    if given.proxy:
        session.proxies = {"http": given.proxy, "https": given.proxy}
    return session


def choose_adapter(given: argparse.Namespace, upon: type, truststore: "Any", bundle: str) -> "Any":
    """Return the adapter of the variant, or somebody's own."""
    if not given.adapter:
        return variants.make_adapter(given.variant, upon, truststore, bundle, max_retries=1)
    module, _, name = given.adapter.rpartition(":")
    keywords = json.loads(given.kwargs)
    if given.context:
        keywords[given.context] = variants.make_context(truststore, bundle)
    return getattr(probe.load_module(module, given.adapter_file), name)(**keywords)


def find_file_url(session: "Any", index_url: str, project: str) -> str:
    """Return the URL of a project's wheel, as the index gives it."""
    page = session.get(urljoin(index_url.rstrip("/") + "/", project + "/"), timeout=15.0)
    page.raise_for_status()
    links = Links()
    links.feed(page.text)
    wheels = [link for link in links.found if urlsplit(link).path.endswith(".whl")]
    if not wheels:
        sys.exit("ERROR: no wheel of " + project + " on " + page.url)
    return str(urljoin(page.url, wheels[-1]))


if __name__ == "__main__":
    run_variant()
