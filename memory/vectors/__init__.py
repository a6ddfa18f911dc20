"""What texts mean, as numbers: embeddings, composed worker vectors, exact and approximate search, and words (BM25)."""
