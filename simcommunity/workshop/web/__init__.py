"""The workshop in a browser: plain pages that work on old phones, without script as well."""
