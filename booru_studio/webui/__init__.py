"""The SD WebUI: its API, what its flavours can do, what is sent to it."""
