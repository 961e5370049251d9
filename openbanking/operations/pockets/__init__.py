"""Parts of lines of employee savings over the contract."""
