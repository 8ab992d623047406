"""The nodes: everything of ours that listens. They know the transcript and nothing of clients."""
