"""E-mail: messages as sent (EML) and as saved by Outlook (MSG), and mailboxes that hold many messages (MBOX)."""
