"""What a training looks like where its address is shared: the picture beside the link."""
