"""What runs in a variant's cell: ``variant_client`` downloads, and ``variant_adapters`` are what it does it with."""
