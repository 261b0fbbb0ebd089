"""Messages as mail servers hand them over (RFC 5322): whom they are for, what somebody wrote in them, whether a machine wrote them."""
