"""What a target can be. Each platform turns a bundle and answers into a plan; none writes to a site."""
