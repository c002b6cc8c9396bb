"""Base models, tenancy, domain errors, problem+json and health."""
