"""The LTI 1.3 service: protocol, storage, learning, views, and the sandbox platform."""
