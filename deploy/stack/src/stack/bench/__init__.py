"""`make bench`: what AL'in does a second, each figure beside the same work done bare, in the same run."""
