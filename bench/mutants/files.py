"""Slips about what is fetched and kept: hashes, redirects, the cache, and how long a client waits."""

from bench.mutants.mutant import UNTRUSTED_ORIGIN, Mutant, Sign, Theme

_DOWNLOAD = "pip/_internal/network/download.py"
_SESSION = "pip/_internal/network/session.py"
_PREPARE = "pip/_internal/operations/prepare.py"
_HASHES = "pip/_internal/utils/hashes.py"
_LINK = "pip/_internal/models/link.py"
_ADAPTERS = "pip/_vendor/requests/adapters.py"
_ALTERED = Sign("altered")
_NO_END = Sign("broken", reason="no_end")

MUTANTS = (
    Mutant(
        name="hash-not-checked",
        theme=Theme.HASHES,
        file=_PREPARE,
        text="        from_path, content_type = download(link, temp_dir.path)\n"
        "        if hashes:\n            hashes.check_against_path(from_path)\n",
        instead="        from_path, content_type = download(link, temp_dir.path)\n",
        breaks="A file that was fetched is not compared with its hash.",
        words="altered_file",
        signs=(_ALTERED,),
    ),
    Mutant(
        name="hash-not-checked-after-metadata",
        theme=Theme.HASHES,
        file=_PREPARE,
        text="            if hashes:\n                hashes.check_against_path(file_path)\n",
        instead="",
        breaks="A file of which metadata were fetched first is not compared with its hash.",
        words="altered_file",
        signs=(_ALTERED,),
    ),
    Mutant(
        name="hash-of-a-link-forgotten",
        theme=Theme.HASHES,
        file="pip/_internal/req/req_install.py",
        text="        if trust_internet:\n            link = self.link\n",
        instead="        if trust_internet and self.user_supplied:\n            link = self.original_link\n",
        breaks="The hash that a page gives of a file is forgotten.",
        words="altered_file",
        signs=(_ALTERED,),
    ),
    Mutant(
        name="hash-of-a-json-page-not-read",
        theme=Theme.HASHES,
        file=_LINK,
        text='        hashes = file_data.get("hashes", {})\n',
        instead='        hashes = file_data.get("hash", {})\n',
        breaks="The hashes of a JSON page are not read.",
        words="altered_file",
        signs=(_ALTERED,),
    ),
    Mutant(
        name="hash-of-the-first-bytes",
        theme=Theme.HASHES,
        file=_HASHES,
        text="            if got.hexdigest() in self._allowed[hash_name]:",
        instead="            if got.hexdigest()[:0] in self._allowed[hash_name][0]:",
        breaks="Any hash is as good as the one that the page gives.",
        words="altered_file",
        signs=(_ALTERED,),
    ),
    Mutant(
        name="saved-before-it-is-hashed",
        theme=Theme.SAVING,
        file=_PREPARE,
        text="        from_path, content_type = download(link, temp_dir.path)\n",
        instead="        from_path, content_type = download(link, download_dir or temp_dir.path)\n",
        breaks="A file lies where its user looks for it before its hash is compared.",
        words="altered_file",
        signs=(Sign("broken", reason="altered_left"),),
    ),
    Mutant(
        name="cut-file-is-whole",
        theme=Theme.SAVING,
        file=_DOWNLOAD,
        text="        return bool(self.size is not None and self.bytes_received < self.size)",
        instead="        return False",
        breaks="A response that was cut is taken for a whole file, and not asked for again.",
        words="origin_faults.cuts",
        signs=(Sign("broken", reason="origin_closed"),),
    ),
    Mutant(
        name="redirect-to-a-file",
        theme=Theme.REDIRECTS,
        file=_SESSION,
        text='        if scheme and scheme.lower() not in ("http", "https"):',
        instead='        if scheme and scheme.lower() not in ("http", "https", "file"):',
        breaks="A redirect to a file: URL is followed.",
        words="redirect_to_a_local_file",
        signs=(Sign("broken", reason="nothing_fetched"),),
    ),
    Mutant(
        name="cached-page-of-another-host",
        theme=Theme.CACHE,
        file="pip/_internal/network/cache.py",
        text="        hashed = SeparateBodyFileCache.encode(name)\n",
        instead='        hashed = SeparateBodyFileCache.encode(name.partition("://")[2].partition("/")[2])\n',
        breaks="A page in the cache is taken for the same path on another host.",
        words="page_in_the_cache",
        signs=(Sign("broken", reason="http_200"),),
    ),
    Mutant(
        name="cached-under-the-path-alone",
        theme=Theme.CACHE,
        file="pip/_vendor/cachecontrol/controller.py",
        text='        defrag_uri = scheme + "://" + authority + request_uri\n',
        instead="        defrag_uri = request_uri\n",
        breaks="What is fetched is kept under its path, without its host.",
        words="page_in_the_cache",
        signs=(Sign("broken", reason="http_200"),),
        equivalent="it is looked for under the whole URL, so that nothing is found and all is asked for anew",
    ),
    Mutant(
        name="adapter-of-the-cache-without-the-context",
        theme=Theme.CACHE,
        file=_SESSION,
        text="                cache=SafeFileCache(cache),\n                max_retries=retries,\n"
        "                ssl_context=ssl_context,\n",
        instead="                cache=SafeFileCache(cache),\n                max_retries=retries,\n",
        breaks="With the cache on, the session's context is not used.",
        words="with_the_cache_on",
        signs=(UNTRUSTED_ORIGIN,),
    ),
    Mutant(
        name="session-without-a-timeout",
        theme=Theme.TIMEOUTS,
        file=_SESSION,
        text='        kwargs.setdefault("timeout", self.timeout)\n',
        instead='        kwargs.setdefault("timeout", None)\n',
        breaks="--timeout has no effect: a silent node is waited for without end.",
        words="faults and stalls",
        signs=(_NO_END,),
    ),
    Mutant(
        name="timeout-of-the-dialling-alone",
        theme=Theme.TIMEOUTS,
        file=_ADAPTERS,
        text="            resolved_timeout = TimeoutSauce(connect=timeout, read=timeout)",
        instead="            resolved_timeout = TimeoutSauce(connect=timeout)",
        breaks="A connection that is being opened is waited for without end.",
        words="faults and stalls",
        signs=(_NO_END,),
    ),
)
