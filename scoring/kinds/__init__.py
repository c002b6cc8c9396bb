"""One module for each kind of protocol, each reading like its clinical page."""
