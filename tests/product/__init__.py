"""The running product: started, stopped, killed and started again as its own processes."""
