"""Clinics, people who work there, API keys, sign-in and permissions."""
