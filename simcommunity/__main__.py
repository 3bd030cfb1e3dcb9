"""`python -m simcommunity`: the command line."""

from simcommunity.cli.main import main

main()
