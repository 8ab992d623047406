"""The nodes: everything of ours that listens. They know the transcript, but nothing about clients."""
