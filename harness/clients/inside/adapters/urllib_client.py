"""Fetches a file by Python's own urllib, in the words of the lab's other clients; Python 3.6 and newer."""

import argparse
import os
import re
import ssl
import sys
from urllib.parse import urljoin, urlsplit
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, build_opener

_LINK = re.compile(r'href="([^"]+\.whl)(?:#[^"]*)?"')


def main() -> None:
    """Fetch a project's wheel, or what a URL names, into a folder."""
    given = _parser().parse_args()
    opener = _make_opener(given)
    url = given.target
    if "://" not in url:
        page = urljoin(given.index_url.rstrip("/") + "/", url + "/")
        with opener.open(page, timeout=15.0) as answer:
            url = urljoin(page, _LINK.findall(answer.read().decode())[-1])
    with opener.open(url, timeout=15.0) as answer, open(_name_file(given.dest, url), "wb") as file:
        file.write(answer.read())
    sys.stdout.write("Saved " + file.name + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    parser.add_argument("--index-url")
    parser.add_argument("--dest", required=True)
    parser.add_argument("--cert")
    parser.add_argument("--client-cert")
    parser.add_argument("--proxy")
    parser.add_argument("target")
    return parser


def _make_opener(given: argparse.Namespace) -> OpenerDirector:
    context = ssl.create_default_context(cafile=given.cert)
    if given.client_cert:
        context.load_cert_chain(given.client_cert)
    proxies = ProxyHandler({"http": given.proxy, "https": given.proxy} if given.proxy else None)
    return build_opener(HTTPSHandler(context=context), proxies)


def _name_file(folder: str, url: str) -> str:
    return os.path.join(folder, os.path.basename(urlsplit(url).path))


if __name__ == "__main__":
    main()
