"""Work in processes that may hang, crash or be killed: time limits, a pool of workers, and the loop each of them runs."""
