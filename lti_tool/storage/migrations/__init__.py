"""Alembic's scripts; inside the package, so that an installed tool can upgrade its database."""
