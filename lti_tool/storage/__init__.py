"""What is kept: tables and the questions asked of them, on SQLite and on PostgreSQL."""
