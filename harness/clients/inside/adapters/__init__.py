"""The code that runs in an adapter's cell.

``variant_client`` downloads, by one of ``variant_adapters`` or by somebody's own, which ``adapter_probe`` looks into.
"""
