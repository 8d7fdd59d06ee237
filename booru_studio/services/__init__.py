"""What the tabs and endpoints ask for, in verbs; no Gradio, no HTML."""
