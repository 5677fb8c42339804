"""Wiring: settings, addresses, API, Celery, embedded services, base templates, static files, translations."""
