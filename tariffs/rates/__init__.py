"""The texts of duty rates, read into typed expressions or into the reason why they have none."""
