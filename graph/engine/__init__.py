"""The local engine: a Bolt server run as a child process, shared by every command of one user."""
