"""What a reader brings to a page: tables, each row with its source, and the typed loaders beside them."""
