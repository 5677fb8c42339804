"""The workspace’s pages of participants."""
