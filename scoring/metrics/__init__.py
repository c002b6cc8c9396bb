"""The numbers: each module turns a cleaned movement into metrics with intervals."""
