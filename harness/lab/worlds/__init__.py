"""Worlds for anybody: a fake PyPI, proxies, trust stores and machines, for tests, a shell or a notebook."""
