"""Syncs that are stopped, killed or cut off at any moment: nothing is lost, the next run mends it."""
