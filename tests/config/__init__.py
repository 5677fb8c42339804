"""The wiring: services, settings, translations, health."""
