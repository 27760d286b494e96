"""Run the command line as ``python -m oneprice``."""

from oneprice.cli import main

if __name__ == "__main__":
    main()
