"""Pages of the workspace that tell of participants, or of how one takes part."""
