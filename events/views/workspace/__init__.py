"""The pages of the workspace, where agencies plan."""
