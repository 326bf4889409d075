"""What it costs, beside the least that the same SQL can cost on the same machine in the same minute."""
