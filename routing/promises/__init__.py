"""Promises taken apart for people who ask: chances by day, paths, what binds, what it leans on."""
