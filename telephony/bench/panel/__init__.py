"""Turn-taking, measured: scripted full-duplex calls, and the field's eight figures of what was heard on them."""
