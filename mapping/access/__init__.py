"""Who may do what: roles, the table of permissions, and the check that every action makes."""
