"""Entries: kinds, receiving, receipts, the identifier guard, the timeline, the phone's bundle."""
