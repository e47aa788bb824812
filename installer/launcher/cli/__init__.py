"""The command line: one thin module a command; the only code that prints or imports click."""
