"""What leaves the installation: mail today; each way out is asked by the same rules, and sends what is still true when its turn comes."""
