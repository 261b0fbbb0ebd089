"""What pages, the API and the command line share: from what somebody asks for to the command, the bodies and the questions behind it."""
