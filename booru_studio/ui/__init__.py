"""The page and the endpoints: the only importer of gradio and starlette."""
