"""What is fast enough, measured against a peer or a limit; pytest leaves these out."""
