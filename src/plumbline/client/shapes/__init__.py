"""What the API answers with and is sent: a dictionary for each schema of its document."""
