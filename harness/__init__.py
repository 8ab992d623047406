"""The pip trust lab. In reading order:

``model`` the words, ``conditions`` and ``scenario`` what they make up · ``catalogue`` scenarios and their ids ·
``rule`` and ``wide`` those that are generated · ``plan`` scenarios and clients to cells · ``workshop`` what a worker
makes once · ``lab`` a topology raised and taken down · ``invocation`` what the client is told · ``clients`` what is
under test, ``namespaces`` and ``cell_init`` what a client is enclosed in, ``interpreters`` and ``support`` on which
Python · ``foreign`` and ``url_secrets`` what others wrote, made harmless · ``others_files`` and ``archives`` their
folders and wheels, read with care · ``kept_trees`` whether the cache is as it was made · ``refusals`` who refused which
leg and why · ``arrival`` what is on disk · ``outcome`` what an observation shows · ``credentials`` who may see
which · ``agreement`` whether a testimony agrees with the wire · ``judge`` what it is worth · ``pipeline`` the life of a
cell as one list of steps, ``confined`` in a process with a network of ``loopback`` alone · ``witness`` and
``testimony`` what the client itself did of its contexts · ``results`` and ``report`` what is kept and shown ·
``advice`` what it means to somebody behind a proxy · ``boundary`` and ``trials`` since when an outcome is
another one, with ``release_bisect`` and ``commit_bisect`` for releases and commits · ``sides`` two pips to compare ·
``overlays`` and ``vendoring`` a library in the place of a vendored copy · ``comparison`` what changed · ``shards``
parts for several machines · ``gate`` and ``publishing`` what a CI job asks and what it leaves behind · ``sessions``
what a property is tried on · ``commands`` and ``cli`` the command line.
"""
