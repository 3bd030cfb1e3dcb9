"""`python -m simcommunity`: the command line."""

from simcommunity.cli import main

main()
