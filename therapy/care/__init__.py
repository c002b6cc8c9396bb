"""Patients, their links and consents, prescriptions; the admin."""
