"""E-mail: messages as they are sent (EML) and as Outlook saves them (MSG), and mailboxes full of them (MBOX)."""
