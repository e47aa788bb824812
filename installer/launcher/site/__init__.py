"""The only code that changes a site: transaction, receipt, install, status, uninstall, serve."""
