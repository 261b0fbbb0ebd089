"""The product's rules; pure. Imports the kernel and the standard library only."""
