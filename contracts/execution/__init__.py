"""How an operation runs: policy, input, rate, handler, output, and what is reported of it."""
