"""Access: principals, matters, ethical walls, and the scope they give."""
